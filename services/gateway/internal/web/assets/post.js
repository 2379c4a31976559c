// Views: one post with its comments; the form to write or change one.

import { idempotencyKeys, posts } from "./api.js";
import { discussion } from "./comments.js";
import { agreed, announce, element } from "./dom.js";
import { field, form } from "./form.js";
import { about } from "./list.js";
import { session } from "./session.js";

async function remove(post) {
  if (!(await agreed(`Delete “${post.title}” for good?`, "Delete post"))) {
    return;
  }
  try {
    await posts.remove(post.id);
    announce("The post is deleted.");
    location.hash = "#/";
  } catch (error) {
    announce(error.message);
  }
}

function tools(post) {
  if (session.user?.id !== post.author_id) {
    return null;
  }
  const erase = element("button", { type: "button", className: "danger" }, "Delete");
  erase.addEventListener("click", () => remove(post));
  const edit = element("button", { type: "button", className: "plain" }, "Edit");
  edit.addEventListener("click", () => (location.hash = `#/posts/${post.id}/edit`));
  return element("div", { className: "actions" }, edit, erase);
}

export async function read(id) {
  const post = await posts.read(id);
  return {
    title: post.title,
    content: [
      about(post),
      element("div", { className: "text" }, post.body),
      tools(post),
      await discussion(id),
    ],
  };
}

function editor(label, draft, action, keep) {
  const fields = [
    field("title", "Title", { maxLength: 200, value: draft.title }),
    field("body", "Text", { tag: "textarea", maxLength: 50_000, rows: 12, value: draft.body }),
  ];
  return form(label, fields, action, async (values) => {
    const post = await keep(values);
    announce("The post is saved.");
    location.hash = `#/posts/${post.id}`;
  });
}

export function write() {
  const key = idempotencyKeys();
  const keep = (draft) => posts.write(draft, key(draft));
  const form = editor("Write a post", { title: "", body: "" }, "Publish", keep);
  return { title: "Write a post", content: [form] };
}

export async function edit(id) {
  const post = await posts.read(id);
  const form = editor("Edit a post", post, "Save", (draft) => posts.change(id, draft));
  return { title: "Edit a post", content: [form] };
}
