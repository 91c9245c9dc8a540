"""What a running bot tells of itself: true, complete, for the right ears, and of nobody."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import subprocess
import sys
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from bot import environment
from bot.activity import JsonObject, Outcome
from bot.health import Health
from bot.jobs import jobs
from bot.observing import logs
from bot.observing.metrics import REGISTRY
from bot.observing.pseudonym import pseudonym, use
from bot.observing.scrape import STANDING, Standing
from bot.observing.turns import kind, named
from bot.server import running
from bot.settings import Settings
from tests.bot.fakes import APP_ID, Client, FakeCore, ask, invoke, message, post, running_bot
from tests.bot.hosts import Serve
from tests.chat import Chat
from tests.journey import published

ROOT = Path(__file__).parents[2]
FILES = ROOT / "deploy" / "observability"
RUN_BOOK = (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8")
ALERTS = yaml.safe_load((FILES / "alerts.yaml").read_text(encoding="utf-8"))["groups"]
DASHBOARD = json.loads((FILES / "dashboard.json").read_text(encoding="utf-8"))
METRIC = re.compile(r"\b(?:bot|process)_[a-z_]+\b")
LABEL = re.compile(r'(\w+)=~?"([^"]*)"')
Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


async def scraped(client: Any, page: str = "/metrics") -> Samples:
    async with client.get(page) as answer:
        assert answer.status == 200
        text = await answer.text()
    return {
        (one.name, tuple(sorted(one.labels.items()))): one.value
        for family in text_string_to_metric_families(text)
        for one in family.samples
    }


def grown(before: Samples, after: Samples, name: str, **labels: str) -> float:
    key = (name, tuple(sorted(labels.items())))
    return after.get(key, 0.0) - before.get(key, 0.0)


# What is counted


async def test_turns_are_counted_by_kind_and_outcome(serve: Serve) -> None:
    async def act(activity: JsonObject) -> Outcome:
        if activity.get("text") == "break":
            raise RuntimeError
        return Outcome()

    async with serve(FakeCore(act)) as client:
        before = await scraped(client)
        await post(client, ask())
        await post(client, ask(text="break"))
        await post(client, invoke(deliveryMode="expectReplies"))
        await post(client, "not an activity")
        after = await scraped(client)
    total = "bot_turns_total"
    assert grown(before, after, total, kind="message", outcome="answered") == 1
    assert grown(before, after, total, kind="message", outcome="failed") == 1
    assert grown(before, after, total, kind="press", outcome="answered") == 1
    assert grown(before, after, "bot_turn_seconds_count", kind="message") == 2
    assert grown(before, after, "bot_refusals_total", status="400") == 1


async def test_what_the_connector_does_not_take_is_counted() -> None:
    async def act(activity: JsonObject) -> Outcome:
        return Outcome(replies=({**message(), "serviceUrl": "http://127.0.0.1:9/"},))

    url = "http://127.0.0.1:9/"
    async with running_bot(FakeCore(act)) as client:
        before = await scraped(client)
        assert (await post(client, message(serviceUrl=url))).status == 502
        after = await scraped(client)
    assert grown(before, after, "bot_undelivered_total", status="0") == 1
    assert grown(before, after, "bot_delivery_seconds_count") == 1


@pytest.mark.parametrize(
    ("activity", "wanted"),
    [
        (message(), "message"),
        (message(value={"act": "show"}), "press"),
        (invoke(), "press"),
        (invoke(value={"action": {"data": {"act": "refresh"}}}), "refresh"),
        (invoke("composeExtension/query"), "search"),
        (message(type="conversationUpdate"), "other"),
    ],
)
def test_each_turn_has_a_kind(activity: JsonObject, wanted: str) -> None:
    assert kind(activity) == wanted


async def test_a_whole_bot_tells_how_it_stands(tmp_path: Path) -> None:
    known = Settings(port=0, database_url=str(tmp_path / "a.db"), secret_expires=date(2030, 1, 2))
    async with running(known) as address, aiohttp.ClientSession(address) as session:
        before = await scraped(session)
        chat = Chat(session, address)
        await chat.say("zebra crossing licence quux")
        typed = chat.activity(text="start")
        await chat.send(typed)
        await chat.send(typed)
        after = await scraped(session)
    assert after["bot_part_well", (("part", "database"),)] == 1
    assert any(name == "bot_guide_in_force" and dict(of)["guide"] for name, of in after)
    assert after["bot_credential_expires_timestamp_seconds", ()] > 1893542400
    due = min(
        edition.guide.review_by for edition in published().on(datetime.now(UTC).date()).values()
    )
    told = after["bot_guidance_review_due_timestamp_seconds", ()]
    assert datetime.fromtimestamp(told, UTC).date() == due
    assert grown(before, after, "bot_repeats_total") == 1
    assert grown(before, after, "bot_feedback_total", kind="miss") == 1
    assert after["bot_job_done_timestamp_seconds", (("job", "resending"),)] > 0
    names = {re.sub(r"_(bucket|sum|count|created)$", "", name) for name, _ in after}
    assert {"bot_turn_seconds", *STANDING} <= names


async def test_a_chat_that_another_process_wrote_in_is_counted(tmp_path: Path) -> None:
    known = Settings(port=0, database_url=str(tmp_path / "a.db"))
    async with running(known) as one, running(known) as other, aiohttp.ClientSession() as session:
        first, second = Chat(session, one), Chat(session, other)
        second.numbers = first.numbers
        await first.say("start")
        await second.say("board")
        async with aiohttp.ClientSession(one) as where:
            before = await scraped(where)
            await first.say("board")
            after = await scraped(where)
    assert grown(before, after, "bot_store_conflicts_total", kind="remembered") == 1


async def test_a_part_that_is_unwell_shows() -> None:
    health = Health(noted={"content": lambda: "refused"})
    async with running_bot(FakeCore(), health=health) as client:
        assert (await scraped(client))["bot_part_well", (("part", "content"),)] == 0


# Who may read it

TOKEN = "a-token-of-the-monitoring"


async def status(client: Client, **headers: str) -> int:
    async with client.get("/metrics", headers=headers) as answer:
        return answer.status


async def status_of_raw(client: Client, header: bytes) -> int:
    """The same for a header that no client would write."""
    reader, writer = await asyncio.open_connection(client.host, client.port)
    writer.write(
        b"GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + header + b"\r\n\r\n"
    )
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return int(answer.split()[1])


async def test_without_a_token_only_this_machine_reads_it() -> None:
    open_to_others = Settings(app_id=APP_ID, app_password="x")
    async with running_bot(FakeCore(), open_to_others, standing=Standing()) as client:
        assert await status(client) == 200
        assert await status(client, Host="bot.example.police.uk") == 401
        assert await status(client, **{"X-Forwarded-For": "203.0.113.7"}) == 401


async def test_with_a_token_whoever_shows_it_reads_it() -> None:
    known = Settings(app_id=APP_ID, app_password="x", metrics_token=TOKEN)
    async with running_bot(FakeCore(), known) as client:
        assert await status(client) == 401
        assert await status(client, Authorization="Bearer another") == 401
        assert await status(client, Authorization="Bearer é") == 401
        assert await status_of_raw(client, b"Authorization: Bearer \xff") == 401
        there = {"Authorization": f"Bearer {TOKEN}", "Host": "bot.example.police.uk"}
        assert await status(client, **there) == 200


# The log


def line(formatter: logging.Formatter, text: str, **more: Any) -> str:
    record = logging.LogRecord("bot.x", logging.WARNING, __file__, 1, text, (), None)
    record.__dict__ |= more
    return formatter.format(record)


def test_a_json_line_says_which_turn_it_belongs_to() -> None:
    activity = message()
    with named(activity):
        told = json.loads(line(logs.JsonLines(), "two\nlines"))
    assert (told["level"], told["logger"], told["message"]) == ("warning", "bot.x", "two\nlines")
    assert told["conversation"] != told["turn"]
    shown = json.dumps(told)
    assert not any(text in shown for text in ("a:1xyz", str(activity["id"]), "0f1e2d3c"))
    assert "turn" not in json.loads(line(logs.JsonLines(), "after"))


@pytest.mark.parametrize("formatter", [logs.JsonLines(), logs.Plain()])
def test_an_exception_is_told_without_its_words(formatter: logging.Formatter) -> None:
    with pytest.raises(ValueError, match="John") as caught:
        int("John Smith")
    error = (caught.type, caught.value, caught.tb)
    told = line(formatter, "failed", exc_info=error)
    assert "ValueError" in told
    assert "John Smith" not in told


def test_ids_are_hashed_with_the_key_that_is_set() -> None:
    own = pseudonym("29:1abc")
    assert own == pseudonym("29:1abc") != pseudonym("29:1abd")
    use("a key of the force")
    shared = pseudonym("29:1abc")
    use("another key")
    assert pseudonym("29:1abc") != shared
    use("a key of the force")
    assert pseudonym("29:1abc") == shared != own


def test_nothing_of_the_settings_is_secret_to_see() -> None:
    known, problems = environment.examine({"METRICS_TOKEN": "mt-1", "LOG_ID_KEY": "lk-1"})
    assert not problems
    assert (known.metrics_token, known.log_id_key) == ("mt-1", "lk-1")
    assert "mt-1" not in repr(known)
    assert "lk-1" not in repr(known)
    assert environment.examine({"LOG_FORMAT": "xml", "LOG_LEVEL": "loud"})[1]


# The files for those who watch it

DAY = partial(date, 2030, 1, 1)
_ANY: Any = SimpleNamespace(run=None)
JOBS = {one.name for one in jobs(_ANY, _ANY, _ANY, _ANY, _ANY, _ANY)}


def expressions() -> dict[str, str]:
    rules = {rule["alert"]: rule["expr"] for group in ALERTS for rule in group["rules"]}
    panels = {
        f"{panel['title']} {target['refId']}": target["expr"]
        for panel in DASHBOARD["panels"]
        for target in panel["targets"]
    }
    return rules | panels


def test_what_is_watched_is_there_before_it_grows() -> None:
    """Prometheus sees no growth in a count that was not there before."""
    tell = "from prometheus_client import generate_latest as told; print(told(REGISTRY).decode())"
    code = f"from bot.observing.metrics import REGISTRY; {tell}"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
    fresh = {
        family.name
        for family in text_string_to_metric_families(done.stdout.decode())
        if any(not one.name.endswith("_created") for one in family.samples)
    }
    later = {"bot_job_done_timestamp_seconds", "bot_job_failures"}  # there when jobs are begun with
    assert fresh | later == {one.name for one in REGISTRY.collect()}


def known_names() -> set[str]:
    families = [*REGISTRY.collect(), *Standing(ends=DAY, review=DAY).families({"x": ""})]
    kinds = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count"), "gauge": ("",)}
    return {one.name + end for one in families for end in kinds.get(one.type, ())}


@pytest.mark.parametrize("title", expressions())
def test_what_is_watched_is_what_is_told(title: str) -> None:
    named_here = set(METRIC.findall(expressions()[title]))
    assert named_here or expressions()[title].startswith("up{")
    assert named_here <= known_names()


def test_labels_that_are_watched_have_those_values() -> None:
    values = {
        "part": {"database", "guidance", "content", "credential", "signing keys", "own token"},
        "job": {"bot", *JOBS},
        "outcome": {"answered", "failed"},
        "status": {"401"},
    }
    for expression in expressions().values():
        for label, value in LABEL.findall(expression):
            assert set(value.split("|")) <= values[label]


def test_each_job_that_is_stuck_is_told_of() -> None:
    rule = expressions()["JobStuck"]
    assert {name for _, value in LABEL.findall(rule) for name in value.split("|")} == JOBS
    told = RUN_BOOK.partition("### JobStuck")[2]
    assert all(f"*{name}*" in " ".join(told.split()) for name in JOBS)


def test_each_metric_is_in_the_run_book_and_each_one_there_is_told() -> None:
    rows = set(re.findall(r"^\| `(bot_\w+)` \|", RUN_BOOK, re.M))
    assert rows == {re.sub(r"_(bucket|sum|count)$", "", n) for n in known_names() if n[0] == "b"}
    shown = {name for one in expressions().values() for name in METRIC.findall(one)}
    assert rows <= {re.sub(r"_(bucket|sum|count)$", "", name) for name in shown}


def test_each_alert_has_its_section_and_each_section_its_alert() -> None:
    sections = re.split(r"^### ", RUN_BOOK.partition("## When an alert comes")[2], flags=re.M)[1:]
    rules = [rule for group in ALERTS for rule in group["rules"]]
    assert {one.split("\n")[0] for one in sections} == {rule["alert"] for rule in rules}
    assert all("**Means:**" in one and "**Do:**" in one for one in sections)
    assert all(rule["annotations"]["summary"] and rule["labels"]["severity"] for rule in rules)
