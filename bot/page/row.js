// One message on screen: who, when, what, and what became of it.

import { drawCard, CARD } from "./cards.js";
import { button, make } from "./dom.js";
import { showMarkdown } from "./markdown.js";

const CONTROLS = "button:not(:disabled), input, select, textarea, a[href]";

export class Row {
  /** `kind` is "own", "bot" or "note". */
  constructor(kind, sender) {
    const time = new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
    this.body = make("div", "body");
    this.element = make(
      "article",
      `row ${kind}`,
      { tabindex: "-1", "aria-label": `${sender}, ${time}` },
      make("p", "from", { "aria-hidden": "true" }, kind === "own" ? time : `${sender} ${time}`),
      this.body,
    );
  }

  /** Shows an activity's cards, or its text. `onPress` is told of presses. */
  fill(activity, onPress) {
    this.card = activity.attachments?.find((one) => one.contentType === CARD)?.content;
    this.body.replaceChildren(...contents(activity, onPress));
  }

  /** Something sent from this message now waits for its answer. */
  begin() {
    this.notice?.remove();
    this.element.setAttribute("aria-busy", "true");
  }

  /** The wait is over. */
  end() {
    this.element.removeAttribute("aria-busy");
  }

  get isOwn() {
    return this.element.classList.contains("own");
  }

  get hasControls() {
    return this.#firstControl() !== undefined;
  }

  /** Says that sending failed; `retry` is offered when given. */
  showFailure(text, retry) {
    this.showNotice(text, "failure");
    if (retry) this.notice.append(button("Retry", retry));
    this.notice.scrollIntoView({ block: "nearest" });
  }

  /** Says something below the message until the next thing is sent from it. */
  showNotice(text, kind = "") {
    this.notice = make("p", `below ${kind}`, {}, text);
    this.element.append(this.notice);
  }

  /** Moves the focus to the first control, or to the message when that would open a keyboard. */
  focus() {
    const first = this.#firstControl();
    const touch = window.matchMedia("(pointer: coarse)").matches;
    const opensKeyboard = touch && first?.matches("input, textarea");
    (first && !opensKeyboard ? first : this.element).focus({ preventScroll: true });
  }

  #firstControl() {
    return [...this.body.querySelectorAll(CONTROLS)].find((control) => control.checkVisibility());
  }
}

// A card is shown instead of its message's text: the text says the same for clients without cards.
function contents(activity, onPress) {
  const cards = (activity.attachments ?? [])
    .filter((attachment) => attachment.contentType === CARD)
    .map((attachment) => drawCard(attachment.content, onPress))
    .filter(Boolean)
    .map((card) => make("div", "card", {}, card));
  return cards.length ? cards : [textOf(activity)];
}

function textOf(activity) {
  const text = activity.text || activity.summary || "This message cannot be shown here.";
  if (activity.textFormat === "plain") return make("div", "text plain", {}, text);
  const element = make("div", "text");
  showMarkdown(element, text);
  return element;
}
