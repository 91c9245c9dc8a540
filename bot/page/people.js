// Who is using this tab. The two people are fixed, so that the same person in two tabs is the
// same person on two devices. A tab remembers only these choices, never anything that was typed.

export const PEOPLE = [
  { id: "officer-a", name: "Officer A" },
  { id: "officer-b", name: "Officer B" },
];

export const ROLES = [
  { id: "response", name: "Response officer" },
  { id: "control_room", name: "Control room" },
  { id: "custody", name: "Custody" },
  { id: "trainer", name: "Trainer" },
  { id: "content_owner", name: "Content owner" },
  { id: "admin", name: "Admin" },
];

const LOOKS = ["auto", "light", "dark"];

export const currentPerson = () => choice("person", PEOPLE);
export const currentRole = () => choice("role", ROLES);
export const rememberPerson = (id) => sessionStorage.setItem("person", id);
export const rememberRole = (id) => sessionStorage.setItem("role", id);

/** The chosen look: "auto" follows the device. */
export function currentLook() {
  const look = sessionStorage.getItem("look");
  return LOOKS.includes(look) ? look : "auto";
}

export const rememberLook = (look) => sessionStorage.setItem("look", look);

/** Whether this tab has already told the bot that the person is here. */
export const isGreeted = (person) => sessionStorage.getItem(`greeted ${person.id}`) === "yes";
export const rememberGreeted = (person) => sessionStorage.setItem(`greeted ${person.id}`, "yes");

/** An address that opens another tab as the same person in the same role. */
export const newDeviceAddress = () => `/?person=${currentPerson().id}&role=${currentRole().id}`;

/** Takes the choices in the page's address, if any, as this tab's own. */
export function adoptAddress(search) {
  const query = new URLSearchParams(search);
  if (query.has("person")) rememberPerson(query.get("person"));
  if (query.has("role")) rememberRole(query.get("role"));
}

function choice(name, options) {
  const id = sessionStorage.getItem(name);
  return options.find((option) => option.id === id) ?? options[0];
}
