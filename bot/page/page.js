// The chat page: puts the parts together. A stand-in for a personal chat in Teams.

import { focusComposer, setUpComposer, showBusy, showSuggestions, watchFold } from "./composer.js";
import { Conversation } from "./conversation.js";
import { adoptAddress, currentPerson } from "./people.js";
import { closeSettings, setUpSettings } from "./settings.js";

const scroller = document.querySelector("#conversation");
const conversations = new Map();
let current;

adoptAddress(location.search);
setUpSettings(showPerson);
setUpComposer((text) => current.say(text));
watchFold(scroller);
document.addEventListener("keydown", (event) => event.key === "Escape" && leave(event.target));
document.addEventListener("keydown", typeAnywhere);
document.addEventListener("visibilitychange", () => !document.hidden && current.refresh());
showPerson();

/** Shows the chosen person's conversation, opening it the first time. */
function showPerson() {
  const person = currentPerson();
  const known = conversations.get(person.id);
  current = known ?? new Conversation(person, scroller, refresh, focusForKeys);
  conversations.set(person.id, current);
  for (const { transcript } of conversations.values()) {
    transcript.element.hidden = transcript !== current.transcript;
  }
  if (known) scroller.scrollTop = scroller.scrollHeight;
  else current.open();
  refresh();
}

function refresh() {
  showBusy(current.busy);
  showSuggestions(current.suggestions, (text) => current.say(text));
}

// What is typed while nothing has the focus goes to the message box, so that no mouse is needed.
function typeAnywhere(event) {
  const printable = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (printable && event.target === document.body) focusComposer();
}

// On a phone this would open the keyboard over the card.
function focusForKeys() {
  if (!window.matchMedia("(pointer: coarse)").matches) focusComposer();
}

// Escape leaves whatever is open and goes back to typing. A card's own menu sees to itself.
function leave(from) {
  if (!from.closest(".ac-ctrl-overlay") && !closeSettings()) focusComposer();
}
