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

/** A list that grows by a page with each press of its button; `add` puts one more at its end. */
export function growing(className, first, load, show) {
  const known = new Set();
  const items = element("ul", { className });
  const more = element("button", { type: "button", className: "plain" }, "Show more");
  let next = null;
  const add = (one) => {
    if (known.has(one.id)) {
      return null; // written here before its page was loaded
    }
    known.add(one.id);
    const shown = show(one);
    items.append(shown);
    return shown;
  };
  const grow = (page) => {
    next = page.next;
    more.hidden = !next;
    return page.items.map(add).filter((shown) => shown !== null);
  };
  more.addEventListener("click", async () => {
    try {
      const added = grow(await load(next));
      added[0]?.querySelector("a, button")?.focus();
      announce(`${added.length} more`);
    } catch (error) {
      announce(error.message);
    }
  });
  grow(first);
  return { items, more, add };
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
