// One person's conversation on screen. It lives in this page only and is gone when the tab closes.

import { CARD } from "./cards.js";
import { make } from "./dom.js";
import { Row } from "./row.js";

const TYPING_DELAY_MS = 300; // a quick answer should not flicker
const GAP_PX = 8;

export class Transcript {
  /** `scroller` is the element that scrolls; `onPress(press, row)` is told of presses on cards. */
  constructor(person, scroller, onPress) {
    this.scroller = scroller;
    this.onPress = onPress;
    this.byId = new Map();
    this.log = make("div", "log", {
      role: "log", "aria-live": "polite", "aria-label": `Messages for ${person.name}`,
    });
    this.typing = make("p", "typing", { role: "status" });
    this.element = make("div", "transcript", {}, this.log, this.typing);
    this.log.addEventListener("keydown", ignoreHeldKey, { capture: true });
    scroller.append(this.element);
  }

  /** Adds what the officer said. */
  addOwn(text) {
    return this.#add(new Row("own", "You"), { text, textFormat: "plain" });
  }

  /** Adds a message from the bot, or shows it again where it already is. */
  addBot(activity) {
    const known = this.update(activity.id, activity) ?? this.#replace(activity);
    if (known) return known;
    const row = this.#add(new Row("bot", "First response"), activity);
    row.id = activity.id;
    if (activity.id) this.byId.set(activity.id, row);
    return row;
  }

  /** Takes back what the officer said where the live card tells it. */
  drop(row) {
    row.element.remove();
  }

  /** Adds a line from the page itself. */
  addNote(text) {
    return this.#add(new Row("note", "This page"), { text, textFormat: "plain" });
  }

  /** Puts new content in the message with this id. Gives its row, undefined if not on screen. */
  update(id, activity) {
    const row = this.byId.get(id);
    if (row) this.#fill(row, activity);
    return row;
  }

  /** The bot's newest message, if it has said anything yet. */
  get newest() {
    return [...this.byId.values()].at(-1);
  }

  /** Puts a new card in a message, where its old one was. */
  replaceCard(row, card) {
    this.#fill(row, { attachments: [{ contentType: CARD, content: card }] });
  }

  /** Scrolls so that the start of the message can be read, unless all of it already can. */
  reveal(row) {
    const view = this.scroller.getBoundingClientRect();
    const box = row.element.getBoundingClientRect();
    if (box.top >= view.top && box.bottom <= view.bottom) return;
    this.scroller.scrollTop += box.top - view.top - GAP_PX;
  }

  showTyping() {
    this.timer = setTimeout(() => this.#typing("Bot is typing"), TYPING_DELAY_MS);
  }

  hideTyping() {
    clearTimeout(this.timer);
    this.typing.replaceChildren();
  }

  #typing(text) {
    const dots = make("span", "dots", { "aria-hidden": "true" });
    dots.append(make("i", ""), make("i", ""), make("i", ""));
    this.typing.replaceChildren(text, dots);
    this.typing.scrollIntoView({ block: "nearest" });
  }

  /** A live card takes the place of the one before it, at the end, where it can be seen. */
  #replace(activity) {
    const before = activity.channelData?.replaces;
    const row = this.byId.get(before);
    if (!row) return undefined;
    this.byId.delete(before);
    this.byId.set(activity.id, row);
    row.id = activity.id;
    this.#fill(row, activity);
    this.log.append(row.element);
    return row;
  }

  #add(row, activity) {
    this.#fill(row, activity);
    this.log.append(row.element);
    return row;
  }

  #fill(row, activity) {
    row.fill(activity, (press) => this.onPress(press, row));
  }
}

// A held Enter would press the next card's first button as well.
function ignoreHeldKey(event) {
  if (event.repeat && (event.key === "Enter" || event.key === " ")) event.preventDefault();
}
