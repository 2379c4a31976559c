// Forms: labelled fields, errors beside the field they are about, one submission at a time.

import { Problem } from "./api.js";
import { element } from "./dom.js";

let made = 0;

/** A labelled input or textarea; `hint` says what is expected. */
export function field(name, label, { tag = "input", hint = "", ...properties } = {}) {
  const id = `field-${++made}`;
  const input = element(tag, { id, name, required: true, ...properties });
  const error = element("p", { id: `${id}-error`, className: "error" });
  const parts = [element("label", { htmlFor: id }, label)];
  if (hint) {
    parts.push(element("p", { id: `${id}-hint`, className: "hint" }, hint));
  }
  input.setAttribute("aria-describedby", `${hint ? `${id}-hint ` : ""}${id}-error`);
  return element("div", { className: "field" }, ...parts, input, error);
}

/** A form of fields; `submit` gets their values and may throw a Problem. */
export function form(label, fields, action, submit, ...others) {
  const general = element("p", { className: "error", role: "alert" });
  const button = element("button", {}, action);
  const whole = element(
    "form",
    { noValidate: true, "aria-label": label },
    ...fields,
    general,
    element("div", { className: "actions" }, button, ...others),
  );
  let busy = false;
  whole.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy || !complete(whole, general)) {
      return;
    }
    busy = true;
    button.setAttribute("aria-disabled", "true"); // "disabled" would lose the focus
    try {
      await submit(Object.fromEntries(new FormData(whole)));
    } catch (error) {
      show(whole, general, error);
    } finally {
      busy = false;
      button.removeAttribute("aria-disabled");
    }
  });
  return whole;
}

function mark(input, reason) {
  input.setAttribute("aria-invalid", String(reason !== ""));
  document.getElementById(`${input.id}-error`).textContent = reason;
}

function complete(whole, general) {
  general.textContent = "";
  const inputs = [...whole.elements].filter((one) => one.name);
  for (const input of inputs) {
    mark(input, input.validationMessage);
  }
  const first = inputs.find((input) => !input.validity.valid);
  first?.focus();
  return !first;
}

function show(whole, general, error) {
  if (!(error instanceof Problem)) {
    general.textContent = "Something went wrong in this page. Try again.";
    throw error;
  }
  let first = null;
  for (const { field: path, reason } of error.errors) {
    const input = whole.elements.namedItem(path.split(".").at(-1));
    if (input instanceof HTMLElement) {
      mark(input, reason);
      first ??= input;
    }
  }
  general.textContent = first ? "" : error.message;
  first?.focus();
}
