// One person's conversation: sends what they do, one turn at a time, and shows what comes back.

import { executed, joined, said, shownFor, submitted } from "./activities.js";
import { CARD } from "./cards.js";
import { announce, button } from "./dom.js";
import { isGreeted, rememberGreeted } from "./people.js";
import { Transcript } from "./transcript.js";
import { exchange, TurnFailed } from "./wire.js";

const MESSAGE = "application/vnd.microsoft.activity.message";
const SORRY = "Sorry, that did not work. Nothing is lost. Please try again.";

export class Conversation {
  /**
   * `onChange` is called when `busy` or `suggestions` have changed, `onLive` when the one card of a
   * call is shown, which is worked from the keyboard.
   */
  constructor(person, scroller, onChange, onLive) {
    this.onLive = onLive;
    this.person = person;
    this.onChange = onChange;
    this.busy = false;
    this.suggestions = [];
    this.transcript = new Transcript(person, scroller, (press, row) => this.#press(press, row));
  }

  /** Greets the bot the first time; after a reload offers to carry on instead. */
  open() {
    if (isGreeted(this.person)) this.#offerToResume();
    else this.#join();
  }

  /** Says something as the officer. Gives false when a turn is still running. */
  say(text) {
    if (this.#mustWait()) return false;
    this.#turn(said(this.person, text), this.transcript.addOwn(text));
    return true;
  }

  /** Asks what the newest card shows now: another device may have gone on meanwhile. */
  async refresh() {
    const row = this.transcript.newest;
    const asked = row?.card;
    if (this.busy || !asked?.refresh) return;
    const activity = executed(this.person, asked.refresh.action, row.id, "automatic");
    const { invoke } = await exchange(activity).catch(() => ({}));
    const now = invoke?.body?.type === CARD ? invoke.body.value : asked;
    // Drawn again only if it changed, so that what was filled in on it is not lost.
    const same = this.busy || row.card !== asked || JSON.stringify(now) === JSON.stringify(asked);
    if (!same) this.transcript.replaceCard(row, now);
  }

  #join() {
    this.#turn(joined(this.person), null);
  }

  #offerToResume() {
    const note = this.transcript.addNote("This page does not keep earlier messages.");
    note.body.append(button("Resume", () => this.say("resume")));
  }

  #press(press, row) {
    if (this.#mustWait()) return;
    if (press.kind === "execute") this.#turn(executed(this.person, press, row.id), row, true);
    else this.#submit(press.data, row);
  }

  #submit(data, row) {
    const shown = shownFor(data);
    const origin = shown ? this.transcript.addOwn(shown) : row;
    this.#turn(submitted(this.person, data, row.id), origin, true);
  }

  #mustWait() {
    if (this.busy) announce("One moment, the bot is still answering.");
    return this.busy;
  }

  /** Runs one turn that began at `row`, or at no message when null. A failure is shown there. */
  async #turn(activity, row, pressed = false) {
    this.#begin(row);
    try {
      this.#show(await exchange(activity), row, pressed);
      rememberGreeted(this.person);
    } catch (failure) {
      if (!(failure instanceof TurnFailed)) throw failure;
      this.#fail(failure, activity, row, pressed);
    } finally {
      this.#end(row);
    }
  }

  #begin(row) {
    row?.begin();
    this.busy = true;
    this.suggestions = [];
    if (row) this.transcript.reveal(row);
    this.transcript.showTyping();
    this.onChange();
  }

  #end(row) {
    row?.end();
    this.busy = false;
    this.transcript.hideTyping();
    this.onChange();
  }

  #fail(failure, activity, row, pressed) {
    const place = row ?? this.transcript.addNote("Saying hello to the bot.");
    const again = () => {
      if (this.#mustWait()) return;
      place.element.focus({ preventScroll: true }); // the Retry button is about to go
      this.#turn(activity, place, pressed);
    };
    place.showFailure(failure.message, failure.mayRetry ? again : null);
  }

  #show({ invoke, activities, updates }, row, pressed) {
    this.transcript.hideTyping();
    if (invoke) this.#settle(invoke, row);
    for (const { id, activity } of updates) this.transcript.update(id, activity);
    const messages = activities.filter(({ type }) => type === "message");
    const added = messages.map((message) => this.transcript.addBot(message));
    this.suggestions = messages.at(-1)?.suggestedActions?.actions ?? [];
    const { live, replaces } = messages.at(-1)?.channelData ?? {};
    if (replaces && messages.length === 1 && row?.isOwn) this.transcript.drop(row);
    if (added.length) this.transcript.reveal(live ? added.at(-1) : added[0]);
    if (live) this.onLive();
    else if (pressed) this.#moveFocus(added, row);
  }

  /** Shows an invoke's own answer at the message whose card was pressed. */
  #settle(invoke, row) {
    const { statusCode, type, value } = invoke.body ?? {};
    if (invoke.status >= 400 || statusCode >= 400) row.showFailure(value?.message ?? SORRY);
    else if (type === MESSAGE) row.showNotice(String(value));
    else if (type === CARD) this.transcript.replaceCard(row, value);
  }

  // After a press the focus goes where the next press is, unless the pressed button is still the
  // newest there is, or the officer has moved on to the message box meanwhile.
  #moveFocus(added, row) {
    const focused = document.activeElement;
    const lost = focused === document.body;
    const behind = added.length > 0 && this.transcript.element.contains(focused);
    if (!lost && !behind) return;
    const rows = [...added, row];
    (rows.find((candidate) => candidate.hasControls) ?? rows[0]).focus();
  }
}
