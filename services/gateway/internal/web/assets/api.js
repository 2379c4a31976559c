// Calls of the API. Errors are problems as RFC 9457 describes them.

import { accessToken, begin, end, refresh } from "./session.js";

export class Problem extends Error {
  constructor(status, body) {
    super(body.detail ?? body.title ?? `The server answered ${status}.`);
    this.status = status;
    this.errors = body.errors ?? [];
  }
}

async function send(method, path, body, headers, token) {
  const head = { ...headers };
  if (token) {
    head.Authorization = `Bearer ${token}`;
  }
  if (body !== undefined) {
    head["Content-Type"] = "application/json";
  }
  try {
    return await fetch(path, { method, headers: head, body: body && JSON.stringify(body) });
  } catch {
    throw new Problem(0, { detail: "The server cannot be reached. Is this device online?" });
  }
}

async function call(method, path, body, headers = {}) {
  const token = await accessToken();
  let answer = await send(method, path, body, headers, token);
  if (answer.status === 401 && token) {
    await refresh(token);
    answer = await send(method, path, body, headers, await accessToken());
  }
  return result(answer);
}

async function result(answer) {
  if (answer.status === 204) {
    return null;
  }
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) {
    throw new Problem(answer.status, body);
  }
  return body;
}

const query = (fields) => new URLSearchParams(Object.entries(fields).filter(([, value]) => value));

export const posts = {
  page: (q, cursor) => call("GET", `/api/posts?${query({ q, cursor })}`),
  read: (id) => call("GET", `/api/posts/${id}`),
  write: (draft, key) => call("POST", "/api/posts", draft, { "Idempotency-Key": key }),
  change: (id, draft) => call("PUT", `/api/posts/${id}`, draft),
  remove: (id) => call("DELETE", `/api/posts/${id}`),
};

export const comments = {
  page: (post, cursor) => call("GET", `/api/posts/${post}/comments?${query({ cursor })}`),
  write: (post, draft, key) =>
    call("POST", `/api/posts/${post}/comments`, draft, { "Idempotency-Key": key }),
  remove: (post, id) => call("DELETE", `/api/posts/${post}/comments/${id}`),
};

export const account = {
  async register({ name, email, password }) {
    await result(await send("POST", "/api/auth/register", { name, email, password }));
    await account.login({ email, password });
  },
  async login({ email, password }) {
    const wish = { email, password, delivery: "cookie" };
    begin(await result(await send("POST", "/api/auth/login", wish)));
  },
  async logout() {
    await result(await send("POST", "/api/auth/logout", {}));
    end();
  },
};

/** A key that makes a repeated POST of the same draft harmless. */
export function idempotencyKeys() {
  let last = {};
  return (draft) => {
    const text = JSON.stringify(draft);
    if (last.text !== text) {
      const bytes = crypto.getRandomValues(new Uint8Array(16));
      last = { text, key: Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("") };
    }
    return last.key;
  };
}
