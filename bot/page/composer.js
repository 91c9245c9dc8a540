// The message box, the suggested replies above it and the way down to unread text.

import { openPage } from "./cards.js";
import { button } from "./dom.js";

const box = document.querySelector("#message");
const send = document.querySelector("#send");
const suggestions = document.querySelector("#suggestions");
const moreBelow = document.querySelector("#more-below");

/** `onSend(text)` gives whether the text was taken; if not, it stays in the box. */
export function setUpComposer(onSend) {
  const submit = () => {
    const text = box.value.trim();
    if (text && onSend(text)) setText("");
  };
  box.addEventListener("input", fit);
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
  document.querySelector("#composer").addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
    box.focus();
  });
}

/** Shows whether a message can be sent now. Typing goes on either way. */
export function showBusy(busy) {
  send.setAttribute("aria-disabled", String(busy));
}

/** Offers suggested replies; pressing one calls `onSay(text)`. */
export function showSuggestions(actions, onSay) {
  suggestions.hidden = actions.length === 0;
  const offer = (action) => button(action.title, () => choose(action, onSay));
  suggestions.replaceChildren(...actions.map(offer));
}

/** Shows the way down whenever part of the conversation is below the fold. */
export function watchFold(scroller) {
  const check = () => {
    const below = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
    moreBelow.hidden = below < 24;
  };
  scroller.addEventListener("scroll", check, { passive: true });
  new ResizeObserver(check).observe(scroller);
  const anything = { childList: true, subtree: true, attributes: true };
  new MutationObserver(check).observe(scroller, anything);
  moreBelow.addEventListener("click", () => scroller.scrollBy(0, scroller.clientHeight * 0.8));
}

export const focusComposer = () => box.focus();

function choose(action, onSay) {
  if (action.type === "openUrl") openPage(action.value);
  else onSay(String(action.text ?? action.value));
  box.focus();
}

function setText(text) {
  box.value = text;
  fit();
}

function fit() {
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight}px`;
}
