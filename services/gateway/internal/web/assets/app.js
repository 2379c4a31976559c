// The page: which view an address shows, and the navigation.

import { login, register } from "./account.js";
import { account, Problem } from "./api.js";
import { announce, element } from "./dom.js";
import { list } from "./list.js";
import { edit, read, write } from "./post.js";
import { accessToken, changed, session } from "./session.js";

const ID = "([0-9a-f-]{36})";
const VIEWS = [
  [/^$/, (_, parameters) => list(parameters)],
  [/^login$/, login],
  [/^register$/, register],
  [/^new$/, () => (session.user ? write() : login())],
  [new RegExp(`^posts/${ID}$`), ([, id]) => read(id)],
  [new RegExp(`^posts/${ID}/edit$`), ([, id]) => (session.user ? edit(id) : login())],
];

const main = document.getElementById("main");
let shown = 0;

async function view() {
  const [path, query] = location.hash.replace(/^#\/?/, "").split("?");
  for (const [pattern, make] of VIEWS) {
    const match = pattern.exec(path);
    if (match) {
      return await make(match, new URLSearchParams(query));
    }
  }
  throw new Problem(404, { detail: "There is no such page." });
}

function failure(error) {
  if (!(error instanceof Problem)) {
    throw error;
  }
  const title = error.status === 404 ? "Not found" : "That did not work";
  const again = element("button", { type: "button" }, "Try again");
  again.addEventListener("click", show);
  return { title, content: [element("p", { role: "alert" }, error.message), again] };
}

async function show() {
  const number = ++shown;
  const { title, content } = await view().catch(failure);
  if (number !== shown) {
    return; // the person has gone on to another view
  }
  document.title = title === "Posts" ? "Blog" : `${title} – Blog`;
  const heading = element("h1", { tabIndex: -1 }, title);
  main.replaceChildren(heading, ...content.filter((part) => part !== null));
  if (number > 1) {
    heading.focus(); // tells a screen reader that there is something new; not on opening the page
  }
}

async function logout() {
  try {
    await account.logout();
    announce("You are logged out.");
    location.hash = "#/login";
  } catch (error) {
    announce(error.message);
  }
}

function navigate() {
  const link = (href, text) => element("a", { href }, text);
  let parts = [link("#/login", "Log in"), link("#/register", "Register")];
  if (session.user) {
    const leave = element("button", { type: "button", className: "plain" }, "Log out");
    leave.addEventListener("click", logout);
    const name = element("span", { className: "about" }, session.user.name);
    parts = [link("#/new", "Write"), name, leave];
  }
  document.getElementById("navigation").replaceChildren(...parts);
}

addEventListener("hashchange", () => {
  if (location.hash === "" || location.hash.startsWith("#/")) {
    show(); // other fragments are places in the page
  }
});
changed.addEventListener("change", navigate);
await accessToken().catch(() => null); // a server that is away shows itself in the view
navigate();
show();
