// A JSON value as a tree that opens. Everything in it is text; long lists and strings are cut, and say so.
import { el } from "../panels/dom.js";
import { visible } from "./text.js";

const mostItems = 200;
const longestText = 4000;
const deepest = 40;

/** `pick(path, value)` makes buttons for a plain value, or null. */
export function jsonTree(value, pick, path = [], depth = 0) {
  if (value === null || typeof value !== "object") return leaf(value, pick, path);
  const entries = Array.isArray(value) ? value.map((one, i) => [i, one]) : Object.entries(value);
  const list = el("ul", { class: "op-json" });
  if (depth >= deepest) { list.append(el("li", { class: "op-muted" }, "deeper than is shown")); return list; }
  for (const [name, one] of entries.slice(0, mostItems)) {
    const key = el("span", { class: "op-json-key" }, visible(String(name)));
    if (one !== null && typeof one === "object") {
      const size = Array.isArray(one) ? `[${one.length}]` : `{${Object.keys(one).length}}`;
      const details = el("details", { open: depth < 1 }, el("summary", {}, key, " ", el("span", { class: "op-muted" }, size)));
      // A branch that nobody opens costs nothing.
      const fill = () => { if (details.open && details.childElementCount === 1) details.append(jsonTree(one, pick, [...path, name], depth + 1)); };
      details.addEventListener("toggle", fill);
      fill();
      list.append(el("li", {}, details));
    } else list.append(el("li", {}, key, ": ", leaf(one, pick, [...path, name])));
  }
  if (entries.length > mostItems) list.append(el("li", { class: "op-muted" }, `… ${entries.length - mostItems} more; “Copy the line” has all of them`));
  return list;
}

function leaf(value, pick, path) {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const shown = visible(text.length > longestText ? text.slice(0, longestText) + "…" : text, false);
  return el("span", { class: "op-json-value" }, el("bdi", { data: { type: value === null ? "null" : typeof value } }, shown), pick?.(path, text) ?? null);
}
