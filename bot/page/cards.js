// Adaptive Cards, drawn by the official renderer at the version Teams supports.

import { announce } from "./dom.js";
import { hostConfig } from "./hostconfig.js";
import { toHtml } from "./markdown.js";

const { AdaptiveCard, GlobalSettings, HostConfig, SerializationContext, Version } =
  window.AdaptiveCards;
const TEAMS_VERSION = new Version(1, 5);
const looks = new HostConfig(hostConfig);

export const CARD = "application/vnd.microsoft.card.adaptive";

GlobalSettings.allowMoreThanMaxActionsInOverflowMenu = true;
AdaptiveCard.onProcessMarkdown = (text, result) => {
  result.outputHtml = toHtml(text);
  result.didProcess = true;
};

/**
 * The element for a card, or null when it cannot be drawn.
 * `onPress` is told of Execute and Submit as `{kind, id, verb, data}`.
 */
export function drawCard(payload, onPress) {
  if (!isDrawable(payload)) return null;
  const card = new AdaptiveCard();
  card.hostConfig = looks;
  card.onExecuteAction = (action) => press(action, onPress);
  card.onInlineCardExpanded = (action, open) => open && bringIntoView(action.card);
  card.onElementVisibilityChanged = (element) => element.isVisible && bringIntoView(element);
  try {
    card.parse(payload, new SerializationContext(TEAMS_VERSION));
    return framed(card.render());
  } catch {
    return null;
  }
}

// The renderer would draw a newer card in part and a broken one as an empty frame.
function isDrawable(payload) {
  const [major, minor] = String(payload?.version).split(".").map(Number);
  const isCard = payload?.type === "AdaptiveCard" && Array.isArray(payload.body);
  return isCard && major === TEAMS_VERSION.major && minor <= TEAMS_VERSION.minor;
}

function press(action, onPress) {
  const type = action.getJsonTypeName();
  if (type === "Action.OpenUrl") return openPage(action.url);
  if (type === "Action.Execute") {
    return onPress({ kind: "execute", id: action.id, verb: action.verb, data: action.data });
  }
  if (type === "Action.Submit") return onPress({ kind: "submit", data: action.data });
  return undefined;
}

/** Opens a secure page in a new tab; any other address is ignored. */
export function openPage(address) {
  if (URL.canParse(address) && new URL(address).protocol === "https:") {
    window.open(address, "_blank", "noopener,noreferrer");
  }
}

function bringIntoView(part) {
  part.renderedElement?.scrollIntoView({ block: "nearest" });
}

function framed(element) {
  if (!element) return null;
  element.removeAttribute("tabindex"); // the message around it takes the focus
  for (const button of element.querySelectorAll("button")) button.removeAttribute("title");
  element.addEventListener("click", () => setTimeout(markFields, 0, element), { capture: true });
  return element;
}

// The renderer refuses a press when a field does not fit, but shows that by colour only.
function markFields(element) {
  const wrong = element.querySelectorAll(".ac-input-validation-failed");
  const marked = element.querySelectorAll("[aria-invalid]");
  for (const field of marked) field.removeAttribute("aria-invalid");
  for (const field of wrong) field.setAttribute("aria-invalid", "true");
  if (wrong.length) announce("Please check the marked field.");
}
