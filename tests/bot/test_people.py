"""Who may ask, in which role, and what an outsider gets."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.access.people import Claimed, Directory, Outsider, Person, Right, Role
from bot.access.roles import EVERY, RoleFiles, RolesError, read
from bot.assembly import who
from bot.settings import Settings
from tests.bot.fakes import Clock, message
from tests.chat import buttons
from tests.teams import TENANT, Member, Teams, teams

OTHER = "88888888-aaaa-bbbb-cccc-dddddddddddd"
TRAINER = "11111111-aaaa-bbbb-cccc-dddddddddddd"
OWNER = "22222222-aaaa-bbbb-cccc-dddddddddddd"


def someone(tenant: str | None = TENANT, **changes: Any) -> dict[str, Any]:
    held = {} if tenant is None else {"tenantId": tenant}
    data = {} if tenant is None else {"tenant": {"id": tenant}}
    return message(conversation={"id": "c", **held}, channelData=data, **changes)


def test_people_of_a_listed_tenant_are_admitted_however_it_is_spelt() -> None:
    person = Directory([TENANT.upper()]).of(someone(TENANT))
    assert (person.id, person.tenant) == ("0f1e2d3c", TENANT)
    assert person.roles == {Role.OFFICER}


@pytest.mark.parametrize(
    "activity",
    [
        someone(OTHER),
        someone(None),
        someone(TENANT) | {"channelData": {"tenant": {"id": OTHER}}},
        someone(TENANT) | {"from": {"id": "29:x", "aadObjectId": "x", "tenantId": OTHER}},
        someone(TENANT) | {"conversation": {"id": "c", "tenantId": OTHER}},
        someone(TENANT) | {"channelData": {"tenant": TENANT}, "conversation": {"id": "c"}},
    ],
    ids=["other", "none", "other sender", "guest", "other's chat", "wrong shape"],
)
def test_everyone_else_is_not(activity: dict[str, Any]) -> None:
    with pytest.raises(Outsider):
        Directory([TENANT]).of(activity)


def test_without_a_list_anyone_is_admitted() -> None:
    assert Directory().of(someone(OTHER)).tenant == OTHER


def test_a_role_that_an_activity_claims_is_worth_nothing_in_teams() -> None:
    claims = someone(TENANT) | {"channelData": {"tenant": {"id": TENANT}, "role": "admin"}}
    assert Directory([TENANT]).of(claims).roles == {Role.OFFICER}
    assert Claimed().of(claims).role is Role.ADMIN


@pytest.mark.parametrize("role", Role)
def test_nobody_is_only_something_else_than_an_officer(role: Role) -> None:
    person = Directory([TENANT], lambda _: frozenset([role])).of(someone(TENANT))
    assert Role.OFFICER in person.roles
    assert person.role is role


def test_rights_follow_from_roles() -> None:
    def rights(*roles: Role) -> set[Right]:
        return {right for right in Right if Person("x", roles=frozenset(roles)).may(right)}

    assert rights(Role.OFFICER) == rights(Role.CUSTODY) == rights(Role.CONTROL_ROOM) == set()
    assert rights(Role.TRAINER) == {Right.TRAIN, Right.FIGURES}
    assert rights(Role.CONTENT_OWNER) == {Right.REVIEW, Right.FIGURES}
    assert rights(Role.ADMIN) == set(Right)


# Role files


def test_each_file_gives_its_role_and_one_may_have_several(tmp_path: Path) -> None:
    (tmp_path / "trainer.csv").write_text(f"id,displayName\n{TRAINER},A\n\n{OWNER.upper()},B\n")
    (tmp_path / "content_owner.csv").write_text(
        f'\ufeff#TYPE Microsoft.Graph.User\r\n"DisplayName","Id"\r\n"B, C","{OWNER}"\r\n'
    )
    assert read(tmp_path) == {
        TRAINER: {Role.TRAINER},
        OWNER: {Role.TRAINER, Role.CONTENT_OWNER},
    }


@pytest.mark.parametrize(
    ("name", "held", "told"),
    [
        ("trainers.csv", f"id\n{TRAINER}\n", "no such role"),
        ("officer.csv", f"id\n{TRAINER}\n", "no such role"),
        ("trainer.csv", f"name\n{TRAINER}\n", "column id"),
        ("trainer.csv", "", "column id"),
        ("trainer.csv", "id\nsomeone@force.police.uk\n", "line 2"),
        ("trainer.csv", f"name,id\nA,{TRAINER}\nB\n", "line 3"),
        ("trainer.csv", "\ud800", "codec"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(
    tmp_path: Path, name: str, held: str, told: str
) -> None:
    (tmp_path / name).write_bytes(held.encode("utf-16" if told == "codec" else "utf-8", "replace"))
    (tmp_path / "admin.csv").write_text("nothing")
    with pytest.raises(RolesError) as caught:
        read(tmp_path)
    lines = str(caught.value).splitlines()
    assert [line.partition(":")[0] for line in lines] == ["admin.csv", name]
    assert told in lines[1]
    assert "someone" not in lines[1]


def test_changed_files_are_taken_up_and_bad_ones_are_not(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Clock()
    file = tmp_path / "trainer.csv"
    file.write_text(f"id\n{TRAINER}\n")
    roles = RoleFiles(tmp_path, clock)
    file.write_text("id\n")
    assert roles.of(TRAINER) == {Role.TRAINER}
    clock.now += EVERY
    assert roles.of(TRAINER) == frozenset()
    file.write_text(f"id\n{OWNER}\nx\n")
    clock.now += EVERY
    assert roles.of(OWNER) == frozenset()
    assert "line 3" in caplog.text
    file.write_text(f"id\n{OWNER}\n")
    clock.now += EVERY
    assert roles.of(OWNER) == {Role.TRAINER}


def test_the_settings_decide_who_is_asked(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert isinstance(who(Settings()), Claimed)
    assert isinstance(who(Settings(app_id="x", tenant_id=TENANT)), Directory)
    assert not caplog.text
    who(Settings(app_id="x"))
    assert "any organisation" in caplog.text
    (tmp_path / "boss.csv").write_text("")
    with pytest.raises(RolesError):
        who(Settings(app_id="x", tenant_id=TENANT, roles_dir=tmp_path))


# The whole bot


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def service(folder: Path, host_sdk: str) -> AsyncIterator[Teams]:
    roles = folder / "roles"
    roles.mkdir()
    for role in Role:
        if role is not Role.OFFICER:
            (roles / f"{role}.csv").write_text(f"id\n{_id(role)}\n")
    async with teams(folder, roles_dir=roles, host_sdk=host_sdk) as running:
        yield running


def _id(role: Role) -> str:
    return f"00000000-0000-0000-0000-{list(Role).index(role):012}"


def _rows(folder: Path) -> list[tuple[Any, ...]]:
    with sqlite3.connect(folder / "test.db") as database:
        names = ("turns", "conversations", "encounters", "events", "feedback")
        return [database.execute(f"select count(*) from {name}").fetchone() for name in names]


whole = pytest.mark.asyncio(loop_scope="module")


@whole
async def test_an_outsider_is_refused_audited_and_forgotten(
    service: Teams, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="bot.access.admission")
    before = _rows(folder)
    stranger = Member(service, "stranger", tenant=OTHER)
    assert "not one of its" in await stranger.say("start, says Zebedee Quagmire")
    pressed = await stranger.press({"act": "show", "what": "start"})
    assert stranger.answer["statusCode"] == 403
    assert "not one of its" in pressed["message"]
    found = await stranger.search("zebra consent")
    assert (found["type"], "attachments" in found) == ("message", False)
    await stranger.send(stranger.activity(type="conversationUpdate", membersAdded=[{"id": "x"}]))
    assert stranger.said == []
    assert _rows(folder) == before
    lines = [json.loads(r.message) for r in caplog.records if r.name == "bot.access.admission"]
    assert [line["kind"] for line in lines] == ["message", "press", "search", "other"]
    for planted in ("stranger", "Zebedee", "zebra", OTHER, "a:stranger"):
        assert planted not in caplog.text


@whole
async def test_an_insider_is_served(service: Teams) -> None:
    assert "In an emergency" in await Member(service, "insider").say("hello")


@whole
@pytest.mark.parametrize("role", Role)
async def test_each_role_has_a_first_screen_and_every_role_can_start(
    service: Teams, role: Role
) -> None:
    member = Member(service, _id(role))
    await member.say("hello")
    labels = [one["title"] for one in buttons(member.card)]
    assert "Start an encounter" in labels
    assert len(labels) <= 5
    assert ("What was missed" in labels) == (role in (Role.CONTENT_OWNER, Role.ADMIN))
    assert "danger" in (await member.say("start")).lower()


@whole
async def test_what_was_missed_is_for_those_with_the_right(service: Teams) -> None:
    officer, owner = Member(service, "finder"), Member(service, _id(Role.CONTENT_OWNER))
    await officer.say("wholesale avocado trafficking payments tax")
    assert "content owner" in await officer.say("review")
    assert "What was missed" in await owner.say("review")
