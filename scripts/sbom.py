"""Writes a bill of materials in CycloneDX form: what the bot runs on, and its chat page.

What only the second host needs is in it as optional.

    python scripts/sbom.py dist/sbom.json

The same lists of requirements give the same bytes: no time, no random number, everything sorted.
Names and licences are those that the installed packages tell of themselves.
"""

import base64
import json
import re
import sys
import uuid
from collections.abc import Iterator
from importlib.metadata import metadata, requires
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
NAME = "modern-slavery-first-responder-bot"
SPEC = "1.6"
Part = dict[str, Any]


def bill(root: Path = ROOT) -> Part:
    """The whole bill for the lists in a folder."""
    needed = pins((root / "requirements.txt").read_text())
    optional = pins((root / "requirements-agents.txt").read_text())
    page = json.loads((root / "bot/page/package-lock.json").read_text())
    parts = [*_python(needed), *(_optional(one) for one in _python(optional)), *_npm(page)]
    components = sorted(parts, key=lambda one: one["bom-ref"])
    top = {"type": "application", "bom-ref": NAME, "name": NAME, "version": _version(root)}
    content = json.dumps([top, components], sort_keys=True)
    return {
        "$schema": f"http://cyclonedx.org/schema/bom-{SPEC}.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": SPEC,
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, content)}",
        "version": 1,
        "metadata": {"component": top},
        "components": components,
        "dependencies": _dependencies(needed | optional, components),
    }


def pins(text: str) -> dict[str, str]:
    """Package to version, of a list whose every line is exact."""
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)$", text, re.MULTILINE))


def _version(root: Path) -> str:
    found = re.search(r"^## \[([^\]]+)\]", (root / "CHANGELOG.md").read_text(), re.MULTILINE)
    return found[1] if found else "0"


def _python(pinned: dict[str, str]) -> Iterator[Part]:
    for name, version in pinned.items():
        yield _component(name, version, f"pkg:pypi/{name}@{version}") | _licence(name)


def _optional(part: Part) -> Part:
    return part | {"scope": "optional"}


def _licence(name: str) -> Part:
    told = metadata(name)
    expressions = told.get_all("License-Expression") or []
    if expressions:
        return {"licenses": [{"expression": expressions[0]}]}
    classifiers = told.get_all("Classifier") or []
    named = sorted(one.rpartition(" :: ")[2] for one in classifiers if one.startswith("License ::"))
    return {"licenses": [{"license": {"name": one}} for one in named]} if named else {}


def _npm(lock: Part) -> Iterator[Part]:
    for path, package in lock["packages"].items():
        if path and not package.get("dev"):
            name = path.rpartition("node_modules/")[2]
            version = package["version"]
            purl = f"pkg:npm/{name.replace('@', '%40', 1)}@{version}"
            licence = package.get("license")
            licences = {"licenses": [{"expression": licence}]} if licence else {}
            yield _component(name, version, purl) | _hash(package["integrity"]) | licences


def _hash(integrity: str) -> Part:
    kind, _, digest = integrity.partition("-")
    names = {"sha512": "SHA-512", "sha384": "SHA-384", "sha256": "SHA-256", "sha1": "SHA-1"}
    return {"hashes": [{"alg": names[kind], "content": base64.b64decode(digest).hex()}]}


def _component(name: str, version: str, purl: str) -> Part:
    return {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl}


def _dependencies(pinned: dict[str, str], components: list[Part]) -> list[Part]:
    every = [one["bom-ref"] for one in components]
    links: list[Part] = [{"ref": NAME, "dependsOn": every}]
    for name, version in sorted(pinned.items()):
        wanted = (Requirement(text) for text in requires(name) or [])
        brought = {canonicalize_name(one.name) for one in wanted if _applies(one)}
        refs = sorted(f"pkg:pypi/{one}@{pinned[one]}" for one in brought & pinned.keys())
        links.append({"ref": f"pkg:pypi/{name}@{version}", "dependsOn": refs})
    return links


def _applies(one: Requirement) -> bool:
    return one.marker is None or one.marker.evaluate()


def main(path: Path) -> None:
    """Write the bill."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(bill(), indent=1, sort_keys=True, ensure_ascii=False) + "\n")
    print(f"Written: {path}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
