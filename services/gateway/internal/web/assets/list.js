// View: posts, newest first, and the search in them.

import { posts } from "./api.js";
import { announce, element, time } from "./dom.js";
import { field } from "./form.js";

export function about(thing) {
  return element("p", { className: "about" }, `${thing.author}, `, time(thing.created_at));
}

function item(post) {
  const link = element("a", { href: `#/posts/${post.id}` }, post.title);
  return element("li", {}, element("h2", {}, link), about(post));
}

function search(q) {
  const words = field("q", "Search posts", {
    type: "search",
    value: q,
    required: false,
    maxLength: 200,
  });
  const form = element(
    "form",
    { className: "search", role: "search" },
    ...words.children,
    element("button", {}, "Search"),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const wanted = new URLSearchParams(new FormData(form)).toString();
    location.hash = wanted === "q=" ? "#/" : `#/?${wanted}`;
  });
  return form;
}

/** A list that grows by a page with each press of its button. */
export function growing(className, first, load, show) {
  const items = element("ul", { className }, ...first.items.map(show));
  const more = element("button", { className: "plain", hidden: !first.next }, "Show more");
  let next = first.next;
  more.addEventListener("click", async () => {
    try {
      const page = await load(next);
      const added = page.items.map(show);
      items.append(...added);
      next = page.next;
      more.hidden = !next;
      added[0]?.querySelector("a, button")?.focus();
      announce(`${added.length} more`);
    } catch (error) {
      announce(error.message);
    }
  });
  return { items, more };
}

export async function list(parameters) {
  const q = parameters.get("q") ?? "";
  const first = await posts.page(q);
  const { items, more } = growing("posts", first, (cursor) => posts.page(q, cursor), item);
  const empty = q ? "No post holds all these words." : "Nobody has written anything yet.";
  return {
    title: q ? `Posts with “${q}”` : "Posts",
    content: [search(q), first.items.length ? items : element("p", {}, empty), more],
  };
}
