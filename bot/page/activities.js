// What a Teams client sends: plain activities, built from what was typed or pressed.

import { currentRole } from "./people.js";

/** Someone opened the conversation. */
export const joined = (person) => activity(person, {
  type: "conversationUpdate",
  membersAdded: [{ id: person.id }],
});

/** Someone typed something, or pressed a button that stands for typing it. */
export const said = (person, text) =>
  activity(person, { type: "message", text, textFormat: "plain" });

/** A card's Action.Execute was pressed, or is its refresh. `data` already holds its inputs. */
export function executed(person, { id, verb, data }, messageId, trigger = "manual") {
  return activity(person, {
    type: "invoke",
    name: "adaptiveCard/action",
    replyToId: messageId,
    value: { action: { type: "Action.Execute", id, verb, data }, trigger },
  });
}

/** A card's Action.Submit was pressed. Teams sends it as a message without text. */
export function submitted(person, data, messageId) {
  const { msteams, ...rest } = Object(data);
  if (msteams?.type === "imBack") return said(person, String(msteams.value));
  const back = msteams?.type === "messageBack";
  return activity(person, {
    type: "message",
    replyToId: messageId,
    text: back ? msteams.text : undefined,
    value: back ? msteams.value ?? rest : data,
  });
}

/** What the officer is seen to say when that button is pressed, or "" for nothing. */
export function shownFor(data) {
  const teams = Object(data).msteams;
  if (teams?.type === "imBack") return String(teams.value ?? "");
  if (teams?.type === "messageBack") return String(teams.displayText ?? "");
  return "";
}

function activity(person, fields) {
  return {
    id: crypto.randomUUID(),
    from: { id: person.id, name: person.name },
    conversation: { id: person.id },
    channelData: { role: currentRole().id },
    localTimestamp: new Date().toISOString(),
    locale: navigator.language,
    ...fields,
  };
}
