"""The picture of a guide shows every step once and every way between them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from content.authoring.map import mermaid
from content.loader import load
from content.release import Release
from tests.content.folders import TODAY, edit, sample
from tests.journey import release

NODE = re.compile(r"^ +((?:step|alert)_\w+)[\[\](){}/>\"]", re.M)
ARROW = re.compile(r"^  (\w+) (?:-->|-\.->)(?:\|\"(.*)\"\|)? (\w+)$", re.M)


@pytest.fixture
def small(tmp_path: Path) -> Release:
    return load(sample(tmp_path)).release("start", TODAY)


def test_the_whole_picture_of_a_small_guide(small: Release) -> None:
    assert (
        mermaid(small)
        == """flowchart TD
  subgraph lane_first["First"]
    step_hurt{{"Anyone hurt: Is anyone hurt?"}}
    step_people[["Who is here: Who is here?"]]
  end
  subgraph lane_people["Who is here (each person)"]
    step_age{{"Age: Is the person under 18?"}}
    step_agrees{{"Agreement: Does the person agree?"}}
    step_outcome_agreed(["Agreed to be referred"])
  end
  subgraph lane_after["After"]
    step_secure[/"Secure the place"/]
  end
  step_hurt --> step_people
  step_age -->|"Age is “18 or over”"| step_agrees
  step_agrees -->|"Agreement is “Agrees”"| step_outcome_agreed
  step_people -->|"for each person"| lane_people
  alert_hurt_now>"Call an ambulance first."]
  step_hurt -.->|"Anyone hurt is “Yes, now”"| alert_hurt_now
"""
    )


def test_words_cannot_break_the_picture(tmp_path: Path) -> None:
    root = sample(tmp_path)
    edit(
        root,
        "guides/talk/2026.1.yaml",
        "Is {person} under 18?",
        "'Is \"it\" < #1; x > y ]} under?'",
    )
    picture = mermaid(load(root).release("start", TODAY))
    assert 'step_age{{"Age: Is #quot;it#quot; #lt; #35;1; x #gt; y ]} under?"}}' in picture


def test_every_step_of_the_real_guides_is_there_once_and_every_arrow_leads_somewhere() -> None:
    whole = release()
    picture = mermaid(whole)
    nodes = NODE.findall(picture)
    assert len(nodes) == len(set(nodes)) == len(whole.placed) + len(whole.watches)
    ends = {end for start, _, stop in ARROW.findall(picture) for end in (start, stop)}
    assert ends <= {*nodes, "lane_people"}
    assert "{person}" not in picture
    assert picture.count("\n") < 500  # what Mermaid draws without being told to
