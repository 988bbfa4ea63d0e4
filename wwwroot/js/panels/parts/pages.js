// "1–20 of 340" with buttons.
import { el } from "../dom.js";

/** What stands below a table of `total` rows in pages of `size`; nothing when they are all seen. */
export function pages(total, size, page, go) {
  if (!Number.isFinite(size) || total <= size) return [];
  const button = (words, label, to, off) => el("button", { type: "button", class: "op-btn op-btn-small", "aria-label": label, disabled: off, onclick: () => go(to) }, words);
  return [el("span", {}, `${page * size + 1}–${Math.min((page + 1) * size, total)} of ${total}`), button("‹", "Earlier rows", page - 1, page === 0), button("›", "Later rows", page + 1, (page + 1) * size >= total)];
}
