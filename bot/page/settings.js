// The panel behind the three dots: which person, which role, which look.

import { make } from "./dom.js";
import * as people from "./people.js";

const panel = document.querySelector("#settings");
const opener = document.querySelector("#settings-button");
const role = document.querySelector("#role");
const look = document.querySelector("#theme");

/** `onPerson` is called when another person is chosen. */
export function setUpSettings(onPerson) {
  opener.addEventListener("click", () => toggle(panel.hidden));
  panel.addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("click", closeFromOutside);
  fillPeople(onPerson);
  fillRoles();
  fillLook();
  showChoices();
}

/** Closes the panel. Gives whether it was open. */
export function closeSettings() {
  const wasOpen = !panel.hidden;
  toggle(false);
  if (wasOpen) opener.focus();
  return wasOpen;
}

function toggle(open) {
  panel.hidden = !open;
  opener.setAttribute("aria-expanded", String(open));
}

function closeFromOutside(event) {
  if (!panel.contains(event.target) && !opener.contains(event.target)) toggle(false);
}

function fillPeople(onPerson) {
  const choices = document.querySelector("#person-choices");
  choices.append(...people.PEOPLE.map(personChoice));
  choices.addEventListener("change", (event) => {
    people.rememberPerson(event.target.value);
    showChoices();
    onPerson();
  });
}

function personChoice({ id, name }) {
  const input = make("input", "", { type: "radio", name: "person", value: id });
  input.checked = id === people.currentPerson().id;
  return make("label", "", {}, input, name);
}

function fillRoles() {
  role.append(...people.ROLES.map(({ id, name }) => new Option(name, id)));
  role.value = people.currentRole().id;
  role.addEventListener("change", () => {
    people.rememberRole(role.value);
    showChoices();
  });
}

function fillLook() {
  look.value = people.currentLook();
  document.documentElement.dataset.look = look.value;
  look.addEventListener("change", () => {
    people.rememberLook(look.value);
    document.documentElement.dataset.look = look.value;
  });
}

function showChoices() {
  const acting = `${people.currentPerson().name} · ${people.currentRole().name}`;
  document.querySelector("#acting-as").textContent = acting;
  document.querySelector("#new-device").href = people.newDeviceAddress();
}
