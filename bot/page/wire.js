// The one request the page makes: an activity goes out, everything the bot answers comes back.

const PATIENCE_MS = 30_000;
let token = document.querySelector('meta[name="session-token"]').content;

/** Why a turn got no answer. `mayRetry` says whether sending the same activity again can help. */
export class TurnFailed extends Error {
  constructor(message, mayRetry) {
    super(message);
    this.mayRetry = mayRetry;
  }
}

/**
 * Sends one activity and gives `{invoke, activities, updates}`. Throws TurnFailed.
 * Sending the same activity twice is safe: the bot knows it by its id.
 */
export async function exchange(activity) {
  let response = await post(activity);
  if (response.status === 403 && (await renewToken())) response = await post(activity);
  if (!response.ok) throw refusal(response.status);
  return response.json().catch(() => { throw unreachable(); });
}

async function post(activity) {
  try {
    return await fetch("/chat/turn", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Session-Token": token },
      body: JSON.stringify(activity),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch {
    throw unreachable();
  }
}

// A restarted bot has a new token; an officer should not have to reload and lose the page.
async function renewToken() {
  const response = await fetch("/").catch(() => null);
  if (!response?.ok) return false;
  const found = /name="session-token" content="([\w-]+)"/.exec(await response.text());
  if (!found || found[1] === token) return false;
  token = found[1];
  return true;
}

const unreachable = () => new TurnFailed("Not sent. The bot cannot be reached.", true);

function refusal(status) {
  if (status >= 500) return new TurnFailed("Not sent. The bot is not answering.", true);
  if (status === 413) return new TurnFailed("Not sent. That is too long.", false);
  if (status === 403) return new TurnFailed("Not sent. Open it again on this computer.", false);
  return new TurnFailed("Not sent. The bot could not read that.", false);
}
