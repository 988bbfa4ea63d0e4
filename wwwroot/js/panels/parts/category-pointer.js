// The pointer and the keys over a drawing of categories: what stands at one is shown beside it, and stays, with its links, by a click or Enter.
import { pinTip } from "../../chart/pinned-tip.js";
import { pointerTip } from "../../chart/tooltip.js";

const moves = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1, PageUp: -10, PageDown: 10, Home: -Infinity, End: Infinity };

/** The category that a key leads to from the one that is pointed at (-1: none); -1 for keys that lead nowhere. */
export function stepTo(key, now, count) {
  if (!(key in moves) || count === 0) return -1;
  const from = now >= 0 ? now : moves[key] < 0 ? count : -1;
  return Math.min(Math.max(from + moves[key], 0), count - 1);
}

/**
 * `at(event)` gives the category under the pointer or -1, `middle(i)` its place in the window, `said(i)` {head, rows} as tooltips want them,
 * `point(i)` is told which one is pointed at, -1 for none. Returns what ends it.
 */
export function watchCategories(host, { count, at, middle, said, point, spoken }) {
  const clean = new AbortController();
  const { signal } = clean;
  let now = -1;
  let byKey = false;

  function go(i) {
    if (i === now) return;
    now = i;
    point(i);
  }

  function leave() {
    byKey = false;
    pointerTip.hide();
    go(-1);
  }

  function keep(i, x, y, focus) {
    if (i >= count()) return;
    const words = said(i);
    pointerTip.hide();
    pinTip({ head: words.head, rows: words.rows, x, y, back: host, focus });
  }

  host.addEventListener("pointermove", event => {
    const i = at(event);
    if (i < 0) { leave(); return; }
    byKey = false;
    go(i);
    const { head, rows } = said(i);
    pointerTip.show(head, rows, event.clientX, event.clientY);
  }, { signal });
  host.addEventListener("pointerleave", () => byKey || leave(), { signal });
  host.addEventListener("click", event => {
    const i = at(event);
    if (i >= 0) keep(i, event.clientX, event.clientY, false);
  }, { signal });
  host.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && byKey) { leave(); event.preventDefault(); return; }
    if (event.key === "Enter" && byKey && now >= 0) {
      const { x, y } = middle(now);
      keep(now, x, y, true);
      event.preventDefault();
      return;
    }
    const next = stepTo(event.key, now, count());
    if (next < 0) return;
    event.preventDefault();
    byKey = true;
    go(next);
    const { head, rows } = said(next);
    const { x, y } = middle(next);
    pointerTip.show(head, rows, x, y);
    if (spoken) spoken.textContent = `${head}: ${rows.slice(0, 6).map(row => `${row.name} ${row.text}`).join(", ") || "nothing"}`;
  }, { signal });
  host.addEventListener("blur", () => byKey && leave(), { signal });

  return () => {
    clean.abort();
    pointerTip.hide();
  };
}
