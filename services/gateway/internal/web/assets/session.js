// Who is logged in. The access token lives in this module's memory only; the refresh token lives
// in a cookie that no script can read.

// Whether a refresh is worth trying when the page opens; says nothing secret.
const HINT = "session";
// Refreshed this long (in milliseconds) before it ends, for a slow request on a phone.
const EARLY = 30_000;

let token = null;
let ends = 0;

export const session = { user: null };
export const changed = new EventTarget();

function tell() {
  changed.dispatchEvent(new Event("change"));
}

/** Keep the answer of a login or a refresh. */
export function begin(answer) {
  token = answer.access_token;
  ends = Date.now() + answer.expires_in * 1000 - EARLY;
  session.user = answer.user;
  localStorage.setItem(HINT, "1");
  tell();
}

export function end() {
  token = null;
  session.user = null;
  localStorage.removeItem(HINT);
  tell();
}

/** The token to send, a fresh one if need be; null for a reader who is not logged in. */
export async function accessToken() {
  if (localStorage.getItem(HINT) && (token === null || Date.now() >= ends)) {
    await refresh(token);
  }
  return token;
}

// A refresh token is good for one use, so two tabs, or two calls of one, must not refresh at once.
function alone(work) {
  return navigator.locks ? navigator.locks.request("refresh", work) : work();
}

/** Get a new access token in the place of `old`; ends the session if the server says so. */
export function refresh(old) {
  return alone(async () => {
    if (token !== old || !localStorage.getItem(HINT)) {
      return; // who held the lock before has done it
    }
    const answer = await fetch("/api/auth/refresh", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: "{}",
    });
    if (answer.ok) {
      begin(await answer.json());
    } else if (answer.status === 401) {
      end();
    }
  });
}
