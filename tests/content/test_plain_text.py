"""No markup, template or hidden character gets into guidance, in any of its files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from content.issue import ContentError
from content.loader import load
from content.plain_text import plain_text
from tests.content.folders import sample
from tests.markup import HOSTILE

INERT = ('===" onmouseover=window.ran=1 x="/==/', '{"type":"AdaptiveCard"')  # only ever text
MARKUP = [text for text in HOSTILE if not text.startswith(INERT)]


@pytest.mark.parametrize("text", MARKUP)
def test_markup_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="plain text"):
        plain_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "Under 18 & alone: act < 1 hour, not > 24",
        "Ring 0300 072 4345 (SCA); e-mail nrm@modernslavery.gov.uk",
        "Section 45(4)(a) [as amended], {slavery-lead}, “quoted”, £5, 50%, A–B",
        "data: what is recorded",
        "Q&A; R&D",
    ],
)
def test_ordinary_text_is_let_in(text: str) -> None:
    assert plain_text(text) == text


def _guide(change: Callable[[dict[str, object]], object]) -> Callable[[Path], object]:
    def put(root: Path) -> object:
        file = next(iter(sorted(root.glob("guides/**/*.yaml"))))
        data = yaml.safe_load(file.read_text())
        change(data)
        return file.write_text(yaml.safe_dump(data))

    return put


def _overlay(root: Path) -> object:
    force = {"force": "odd", "title": "Odd", "local": {"lead": MARKUP[0]}}
    (root / "forces").mkdir(exist_ok=True)
    return (root / "forces" / "odd.yaml").write_text(yaml.safe_dump(force))


def _source(root: Path) -> object:
    data = yaml.safe_load((root / "sources.yaml").read_text())
    next(iter(data.values()))["title"] = MARKUP[0]
    return (root / "sources.yaml").write_text(yaml.safe_dump(data))


@pytest.mark.parametrize(
    "put",
    [
        _guide(lambda data: data.update(title=MARKUP[0])),
        _guide(lambda data: data["change"].update(note=MARKUP[0])),  # type: ignore[attr-defined]
        _overlay,
        _source,
    ],
)
def test_a_file_with_markup_is_not_loaded(tmp_path: Path, put: Callable[[Path], object]) -> None:
    root = sample(tmp_path)
    load(root)
    put(root)
    with pytest.raises(ContentError, match="plain text"):
        load(root)
