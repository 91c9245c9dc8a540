"""The zip file: the manifest and its two icons, the same bytes for the same details."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

from dialogs.event import Json

ICONS = Path(__file__).parent / "icons"
MANIFEST = "manifest.json"
_DAY = (2020, 1, 1, 0, 0, 0)  # of every file in it, so that nothing depends on when it is made
_READABLE = 0o644 << 16


class BadPackage(ValueError):
    """A file is not an app package. The message says why."""


def write(file: Path, manifest: dict[str, Json]) -> None:
    """Write the package. Raises OSError."""
    text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
    parts = {MANIFEST: text.encode()}
    parts |= {icon.name: icon.read_bytes() for icon in sorted(ICONS.glob("*.png"))}
    file.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name, _DAY)
            entry.create_system, entry.external_attr = 3, _READABLE
            archive.writestr(entry, data)


def read_manifest(file: Path) -> dict[str, Json]:
    """The manifest in a package. Raises BadPackage."""
    try:
        with zipfile.ZipFile(file) as archive:
            found = json.loads(archive.read(MANIFEST))
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise BadPackage(f"{file} is not an app package: {error}") from None
    if not isinstance(found, dict):
        raise BadPackage(f"{file} is not an app package: its manifest is not an object")
    return found
