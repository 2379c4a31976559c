// Views: log in, register.

import { account } from "./api.js";
import { announce, element } from "./dom.js";
import { field, form } from "./form.js";
import { session } from "./session.js";

const email = () =>
  field("email", "E-mail", { type: "email", autocomplete: "username", maxLength: 254 });

function greet() {
  announce(`You are logged in as ${session.user.name}.`);
  location.hash = "#/";
}

export function login() {
  const fields = [
    email(),
    field("password", "Password", { type: "password", autocomplete: "current-password" }),
  ];
  const enter = form("Log in", fields, "Log in", async (values) => {
    await account.login(values);
    greet();
  });
  const other = element("p", {}, "No account yet? ", element("a", { href: "#/register" }, "Register"));
  return { title: "Log in", content: [enter, other] };
}

export function register() {
  const fields = [
    field("name", "Name", { autocomplete: "nickname", maxLength: 80, hint: "Shown beside what you write." }),
    email(),
    field("password", "Password", {
      type: "password",
      autocomplete: "new-password",
      minLength: 12,
      hint: "At least 12 characters; a few words are good.",
    }),
  ];
  const enter = form("Register", fields, "Register", async (values) => {
    await account.register(values);
    greet();
  });
  return { title: "Register", content: [enter] };
}
