"""Loading a content folder: all of it, or every reason why not."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from content.fingerprint import fingerprint
from content.guide import Guide
from content.issue import ContentError, Issue
from content.library import Library, Overlay
from content.model import Slug
from content.release import Edition
from content.schedule.listing import FILE as SCHEDULE
from content.schedule_four import ScheduleFour, load_schedule
from content.statement import Source
from content.strict_yaml import Document, read

FOLDER = Path(__file__).parent


def load(root: Path = FOLDER) -> Library:
    """Load a content folder. Raises ContentError with every problem; nothing is half-loaded."""
    loader = Loader(root)
    loader.sources()
    for path in sorted((root / "guides").rglob("*.yaml")):
        loader.guide(path)
    for path in sorted((root / "forces").glob("*.yaml")):
        loader.overlay(path)
    loader.schedule_four()
    if loader.issues:
        raise ContentError(loader.issues)
    return loader.library()


class Loader:
    """Loads files one by one and keeps going after a problem, so that all are reported at once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.issues: list[Issue] = []
        self.documents: dict[str, Document] = {}
        self.register: dict[str, Source] = {}
        self.loaded: dict[str, list[Edition]] = {}
        self.overlays: dict[str, tuple[Overlay, str]] = {}
        self.schedule: ScheduleFour | None = None

    def read(self, path: Path) -> Document | None:
        """A file of the folder as strict YAML, or None after noting what is wrong with it."""
        try:
            document = read(path, self.root)
        except ContentError as error:
            self.issues.extend(error.issues)
            return None
        self.documents[document.file] = document
        return document

    def sources(self) -> None:
        """Read the register of sources."""
        document = self.read(self.root / "sources.yaml")
        if document:
            register = self.valid(document, TypeAdapter(dict[Slug, Source]))
            self.register = register or {}

    def guide(self, path: Path) -> None:
        """Read one version of one guide."""
        document = self.read(path)
        guide = self.valid(document, TypeAdapter(Guide)) if document else None
        if document is None or guide is None:
            return
        if (path.parent.name, path.stem) != (guide.guide, guide.version):
            message = (
                f"belongs in {guide.guide}/{guide.version}.yaml. Move it there, or let its `guide` "
                "and `version` be those of this folder and file."
            )
            self.problem(document, ("guide",), "misplaced", message)
        edition = Edition(guide, self.digest(document, guide), document.file)
        self.loaded.setdefault(guide.guide, []).append(edition)

    def overlay(self, path: Path) -> None:
        """Read what one force fills in."""
        document = self.read(path)
        overlay = self.valid(document, TypeAdapter(Overlay)) if document else None
        if document and overlay:
            self.overlays[overlay.force] = (overlay, _digest(document.data))

    def schedule_four(self) -> None:
        """Read the offences of Schedule 4, if the folder has them."""
        if (self.root / SCHEDULE).exists():
            try:
                self.schedule = load_schedule(self.root)
            except ContentError as error:
                self.issues.extend(error.issues)

    def digest(self, document: Document, guide: Guide) -> str:
        """Its fingerprint, part of every pin: encounters outlive a version's last day."""
        cited = {name: self.register[name] for name in guide.sources if name in self.register}
        for name in sorted(set(guide.sources) - set(cited)):
            self.problem(
                document, ("sources",), "unknown-source", f"'{name}' is not in sources.yaml"
            )
        return fingerprint(document.data, guide, cited)

    def valid(self, document: Document, shape: TypeAdapter[Any]) -> Any:
        """The typed content, or None after noting every problem."""
        try:
            return shape.validate_python(document.data)
        except ValidationError as error:
            self.issues.extend(_schema_issues(document, error))
            return None

    def problem(
        self, document: Document, loc: tuple[str | int, ...], rule: str, message: str
    ) -> None:
        """Note a problem at a place in a file."""
        self.issues.append(Issue(document.file, document.line(loc), rule, message))

    def library(self) -> Library:
        """Everything that could be loaded."""
        editions = {
            name: tuple(sorted(found, key=lambda edition: edition.guide.effective.from_))
            for name, found in sorted(self.loaded.items())
        }
        return Library(editions, self.documents, self.register, self.overlays, self.schedule)


_PLAIN = {
    "date_type": "write the day as year-month-day without quotes, such as 2026-12-01",
    "extra_forbidden": "this name is not known here. Check its spelling and its indentation",
    "missing": "this is missing",
}


def _schema_issues(document: Document, error: ValidationError) -> Iterable[Issue]:
    for problem in error.errors(include_url=False, include_input=False):
        loc = tuple(problem["loc"])
        where = ".".join(str(part) for part in loc if part != "<key>")
        message = _PLAIN.get(problem["type"], problem["msg"].removeprefix("Value error, "))
        yield Issue(
            document.file, document.line(loc), "schema", f"{where or 'the file'}: {message}."
        )


def _digest(data: Any) -> str:
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
