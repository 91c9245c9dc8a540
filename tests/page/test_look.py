"""How the page looks and scrolls, on a phone and on a desktop, light and dark."""

import pytest
from playwright.async_api import FloatRect, Locator, expect

from bot.activity import JsonObject
from tests.page import samples
from tests.page.conftest import DESKTOP, PHONE, Chat, Look, Opens
from tests.page.fake_core import FakeCore

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SIZES = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
LOOKS = pytest.mark.parametrize("look", ["light", "dark"])
TARGET = 44  # pixels, the least height of anything to press
PLAIN, LARGE = 4.5, 3.0  # the least contrast of text and of large text

# The contrast of every text on screen with what it stands on, as [text, ratio, is it large].
CONTRASTS = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = rgba(getComputedStyle(at).backgroundColor);
      if (color[3] === 255) return color;
    }
    throw new Error("nothing opaque behind");
  };
  const light = ([r, g, b]) => [r, g, b]
    .map((value) => value / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
    .reduce((sum, value, index) => sum + value * [0.2126, 0.7152, 0.0722][index], 0);
  const ratio = (one, other) => {
    const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (texts.nextNode()) {
    const text = texts.currentNode.data.trim();
    const element = texts.currentNode.parentElement;
    if (!text || !element.checkVisibility() || element.closest("option, .unseen")) continue;
    const style = getComputedStyle(element);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    found.push([text, ratio(rgba(style.color), behind(element)), large]);
  }
  return found;
}"""


async def box_of(item: Locator) -> FloatRect:
    box = await item.bounding_box()
    assert box
    return box


def everything() -> tuple[JsonObject, ...]:
    """One of each thing that has colours of its own."""
    tones = ("default", "dark", "light", "accent", "good", "warning", "attention")
    surfaces = ("default", "emphasis", "accent", "good", "attention", "warning")

    def coloured(surface: str) -> JsonObject:
        words = [
            samples.words(f"{surface} {tone} {subtle}", color=tone, isSubtle=subtle)
            for tone in tones
            for subtle in (False, True)
        ]
        return {"type": "Container", "style": surface, "items": [*words]}

    buttons = [
        samples.execute("Plain", "a"),
        samples.execute("Positive", "b", style="positive"),
        samples.execute("Destructive", "c", style="destructive"),
    ]
    return (
        samples.message(2, "A [link](https://ok.uk) and `code`.\n\n1. One\n2. Two"),
        samples.message(3, "Colours", samples.card(*map(coloured, surfaces), actions=buttons)),
        samples.message(4, "Fields", samples.people()),
        samples.message(5, "Board", samples.board()),
        samples.message(6, "Safety", samples.safety()),
    )


@SIZES
async def test_it_fits_its_window(opens: Opens, core: FakeCore, size: tuple[int, int]) -> None:
    chat = await opens(size)
    core.says(*everything(), samples.message(7, "W" * 500))
    await chat.say("W" * 500)
    await chat.shows("WWW")
    wide = "[document.documentElement.scrollWidth, document.querySelector('main').scrollWidth]"
    assert await chat.page.evaluate(wide) == [size[0], size[0]]
    footer = await box_of(chat.page.locator("footer"))
    assert footer["y"] + footer["height"] == size[1]


async def test_a_wide_window_keeps_a_centred_column(opens: Opens) -> None:
    chat = await opens(DESKTOP)
    column = await box_of(chat.page.locator(".transcript"))
    assert column["width"] == 800
    assert column["x"] == DESKTOP[0] - column["x"] - column["width"]


async def test_the_first_minute_needs_no_scrolling(chat: Chat) -> None:
    for label in ("Start an encounter", "Ask a question"):
        await expect(chat.button(label)).to_be_in_viewport(ratio=1)
    await expect(chat.page.get_by_text("In an emergency")).to_be_in_viewport(ratio=1)


@SIZES
@LOOKS
async def test_text_can_be_told_from_what_it_stands_on(
    opens: Opens, core: FakeCore, size: tuple[int, int], look: Look
) -> None:
    chat = await opens(size, look)
    core.says(*everything())
    await chat.say("show all")
    await chat.shows("First: keep people safe")
    await chat.page.route("**/chat/turn", lambda route: route.abort())
    await chat.say("fails")
    await expect(chat.page.get_by_text("Not sent.")).to_be_visible()
    await chat.settings()
    measured = await chat.page.evaluate(CONTRASTS)
    assert len(measured) > 120
    poor = [one for one in measured if one[1] < (LARGE if one[2] else PLAIN)]
    assert poor == []


@LOOKS
async def test_the_two_looks_differ_and_can_be_chosen(opens: Opens, look: Look) -> None:
    chat = await opens(PHONE, look)
    canvas = "getComputedStyle(document.body).backgroundColor"
    first = await chat.page.evaluate(canvas)
    await chat.settings()
    await chat.page.get_by_label("Look").select_option("dark" if look == "light" else "light")
    second = await chat.page.evaluate(canvas)
    await chat.page.get_by_label("Look").select_option("auto")
    assert await chat.page.evaluate(canvas) == first != second


async def test_a_change_of_look_keeps_what_is_filled_in(chat: Chat, core: FakeCore) -> None:
    core.says(samples.message(2, "How many?", samples.people()))
    await chat.say("start")
    await chat.page.get_by_label("Adults").fill("7")
    await chat.settings()
    await chat.page.get_by_label("Look").select_option("dark")
    await expect(chat.page.get_by_label("Adults")).to_have_value("7")


async def test_on_a_phone_buttons_are_stacked_and_easy_to_hit(chat: Chat, core: FakeCore) -> None:
    core.says(*everything())
    await chat.say("show all")
    await chat.shows("First: keep people safe")
    boxes = [await box_of(chat.button(label)) for label in ("Plain", "Positive", "Destructive")]
    assert len({box["x"] for box in boxes}) == 1
    assert [box["y"] for box in boxes] == sorted({box["y"] for box in boxes})
    await chat.settings()
    await expect(chat.page.get_by_label("Look")).to_be_visible()
    controls = await chat.page.locator(
        "button:visible, textarea:visible, select:visible, a.button:visible, .ac-numberInput,"
        " label:has(input):visible, .ac-toggleInput, .ac-choiceSetInput-expanded > div"
    ).all()
    heights = [(await box_of(control))["height"] for control in controls]
    assert len(heights) > 20
    assert min(heights) >= TARGET


async def test_a_long_answer_is_read_from_its_start(chat: Chat, core: FakeCore) -> None:
    lines = "\n\n".join(f"Line {number}" for number in range(60))
    core.says(samples.message(2, lines), samples.message(3, "Last.", samples.board()))
    await chat.say("tell me all")
    await chat.shows("Encounter K7Q2")
    await expect(chat.page.get_by_text("Line 0", exact=True)).to_be_in_viewport(ratio=1)
    await expect(chat.button("Handover")).not_to_be_in_viewport()
    await expect(chat.button("More below")).to_be_in_viewport(ratio=1)
    for _ in range(10):
        await chat.page.locator("#more-below").dispatch_event("click")
    await expect(chat.button("Handover")).to_be_in_viewport(ratio=1)
    await expect(chat.button("More below")).to_be_hidden()


async def test_unfolded_parts_come_into_view(chat: Chat, core: FakeCore) -> None:
    core.says(samples.message(2, "Board", samples.board()))
    await chat.say("resume")
    await chat.button("Sources").click()
    await expect(chat.page.get_by_text("Home Office toolkit")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize(("wish", "motion"), [("reduce", "none"), ("no-preference", "pulse")])
async def test_nothing_moves_for_those_who_asked(
    chat: Chat, core: FakeCore, wish: str, motion: str
) -> None:
    await chat.page.emulate_media(reduced_motion="reduce" if wish == "reduce" else "no-preference")
    core.gate.clear()
    await chat.say("hello")
    dot = chat.page.locator(".dots i").first
    await expect(dot).to_have_css("animation-name", motion)
    core.gate.set()
    await chat.shows("You said: hello")
