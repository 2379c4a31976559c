// Elements, built without parsing HTML: no text that somebody wrote can become markup.

export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in made) {
      made[name] = value;
    } else {
      made.setAttribute(name, value);
    }
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** Say something to everybody: a screen reader speaks it, eyes see it for a while. */
export function announce(text) {
  const status = document.getElementById("status");
  status.textContent = text;
  clearTimeout(announce.timer);
  announce.timer = setTimeout(() => (status.textContent = ""), 6000);
}

const format = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

export function time(text) {
  return element("time", { dateTime: text }, format.format(new Date(text)));
}

/** Ask before something is lost; resolves to whether the person agrees. */
export function agreed(question, action) {
  const dialog = element(
    "dialog",
    { "aria-labelledby": "question" },
    element("p", { id: "question" }, question),
    element(
      "form",
      { method: "dialog" },
      element(
        "div",
        { className: "actions" },
        element("button", { value: "", className: "plain" }, "Cancel"),
        element("button", { value: "yes", className: "danger" }, action),
      ),
    ),
  );
  document.body.append(dialog);
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    dialog.showModal();
  });
}
