// Moves the time range: half of it earlier or later, twice as long; and copies an address that means the same tomorrow.
import { resolveRange, setRange } from "./range.js";

const latest = 253_402_300_799_999;

/** The range that the page shows now, in Unix milliseconds: the picker knows it, even where it is a page's own default. */
export function shownRange() {
  const picker = document.querySelector("[data-range-words]");
  const url = new URL(location.href).searchParams;
  return resolveRange(picker?.dataset.from ?? url.get("from") ?? "now-1h", picker?.dataset.to ?? url.get("to") ?? "now");
}

/** "back", "forward" or "out". */
export function moved(way, [from, to], now = Date.now()) {
  const half = Math.max(Math.round((to - from) / 2), 1000);
  if (way === "back") return [Math.max(from - half, 0), to - half];
  if (way === "forward") return [from + half, to + half];
  // Nothing is known of the future: what is beyond now goes to the past.
  const end = Math.min(to + half, Math.max(now, to));
  return [Math.max(end - 4 * half, 0), Math.min(end, latest)];
}

export function moveRange(way) {
  if (!document.querySelector("[data-range-words]")) return;
  const [from, to] = moved(way, shownRange());
  setRange(String(from), String(to));
}

/** The page's address with the moments it shows now. */
export function absoluteLink() {
  const url = new URL(location.href);
  const [from, to] = shownRange();
  url.searchParams.set("from", String(from));
  url.searchParams.set("to", String(to));
  return url.href;
}

document.addEventListener("click", event => {
  const move = event.target.closest?.("[data-range-move]");
  if (move) moveRange(move.dataset.rangeMove);
  const copy = event.target.closest?.("[data-copy-absolute]");
  // shell.js copies what data-copy holds; it hears the same click after this.
  if (copy) copy.dataset.copy = absoluteLink();
}, true);
