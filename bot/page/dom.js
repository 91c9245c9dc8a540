// Small helpers for making elements.

/** A new element with a class (or ""), attributes and children (text or elements). */
export function make(tag, className, attributes = {}, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** A button that does something when pressed. */
export function button(label, onClick) {
  const element = make("button", "button", { type: "button" }, label);
  element.addEventListener("click", onClick);
  return element;
}

/** Says something to screen readers without showing it. */
export function announce(text) {
  document.querySelector("#announcer").textContent = text;
}
