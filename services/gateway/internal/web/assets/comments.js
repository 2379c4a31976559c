// The comments below a post.

import { comments, idempotencyKeys } from "./api.js";
import { agreed, announce, element } from "./dom.js";
import { field, form } from "./form.js";
import { about, growing } from "./list.js";
import { session } from "./session.js";

function item(post, comment, heading) {
  const shown = element(
    "li",
    {},
    about(comment),
    element("div", { className: "text" }, comment.body),
  );
  if (session.user?.id === comment.author_id) {
    const erase = element("button", { type: "button", className: "danger" }, "Delete comment");
    erase.addEventListener("click", async () => {
      if (!(await agreed("Delete this comment for good?", "Delete comment"))) {
        return;
      }
      try {
        await comments.remove(post, comment.id);
        shown.remove();
        heading.focus();
        announce("The comment is deleted.");
      } catch (error) {
        announce(error.message);
      }
    });
    shown.append(erase);
  }
  return shown;
}

function writer(post, add) {
  const key = idempotencyKeys();
  const text = field("body", "Your comment", { tag: "textarea", maxLength: 5_000, rows: 4 });
  const whole = form("Write a comment", [text], "Comment", async (draft) => {
    const comment = await comments.write(post, draft, key(draft));
    whole.reset();
    add(comment);
    announce("The comment is saved.");
  });
  return whole;
}

export async function discussion(post) {
  const heading = element("h2", { tabIndex: -1 }, "Comments");
  const show = (comment) => item(post, comment, heading);
  const load = (cursor) => comments.page(post, cursor);
  const { items, more, add } = growing("comments", await load(), load, show);
  const invite = element("p", {}, element("a", { href: "#/login" }, "Log in"), " to comment.");
  const end = session.user ? writer(post, add) : invite;
  return element("section", { "aria-label": "Comments" }, heading, items, more, end);
}
