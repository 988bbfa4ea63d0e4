// What was written around a line in its stream, as far as one scrolls. The line's own stream, its fields kept.
import { get } from "../explore/api.js";
import { el } from "../panels/dom.js";
import { LogList } from "./list.js";
import { rowsOf } from "./rows.js";
import { nanoseconds, plus } from "./time.js";

const pageSize = 50;
const reach = 24 * 36e5;

/** Opens a dialog; gives what closes it. */
export function openContext(row, { query, language, raw, wrap, onClose }) {
  const asked = language.around(row.labels, query);
  const clean = new AbortController();
  let rows = [row];
  let [olderEnd, newerStart] = [row.ns, plus(row.ns, 1)];
  let [moreBefore, moreAfter] = [true, true];
  const note = el("p", { class: "op-small op-muted", role: "status", data: { testid: "context-note" } }, "Loading…");
  const place = el("div", { class: "op-log-context-list" });
  const before = el("button", { class: "op-btn op-btn-small", type: "button", data: { testid: "context-before" }, onclick: () => load(true) }, "Earlier lines");
  const after = el("button", { class: "op-btn op-btn-small", type: "button", data: { testid: "context-after" }, onclick: () => load(false) }, "Later lines");
  const dialog = el("dialog", { class: "op-dialog op-log-context", "aria-label": "Lines around the line", data: { testid: "log-context" } },
    el("div", { class: "op-panel-head" }, el("h2", {}, "Lines around it"), el("button", { class: "op-icon-btn", type: "button", "aria-label": "Close", onclick: () => dialog.close() }, "✕")),
    el("p", {}, el("code", { class: "op-small" }, asked)), el("div", { class: "op-row" }, before, after, note), place);
  const shown = new AbortController();
  document.body.append(dialog);
  dialog.showModal();
  const list = new LogList(place, { open() {}, close: () => dialog.close(), moved() {}, end() {}, away() {} });
  list.shape({ wrap, dated: false, at: row });
  dialog.addEventListener("close", () => { clean.abort(); shown.abort(); list.destroy(); dialog.remove(); onClose(); }, { signal: shown.signal });
  draw();
  Promise.all([same(), load(true), load(false)]).then(() => list.go(rows.indexOf(row)), () => {});

  // What shares the very nanosecond stands beside the line.
  async function same() {
    const answer = await ask({ start: row.ns, end: plus(row.ns, 1), order: "oldest" });
    if (!answer) return;
    const others = rowsOf(answer).filter(one => one.line !== row.line);
    rows = [...rows, ...others].sort((a, b) => (BigInt(a.ns) < BigInt(b.ns) ? -1 : BigInt(a.ns) > BigInt(b.ns) ? 1 : 0));
    draw();
  }

  async function load(backward) {
    if (backward ? !moreBefore : !moreAfter) return;
    const far = backward ? { start: nanoseconds(Math.max(0, row.ms - reach)), end: olderEnd, order: "newest" } : { start: newerStart, end: nanoseconds(Math.min(Date.now() + 60000, row.ms + reach)), order: "oldest" };
    const answer = BigInt(far.start) < BigInt(far.end) ? await ask(far) : { lines: [], streams: [] };
    if (!answer) return;
    const found = rowsOf(answer);
    const ends = answer.next === undefined;
    if (backward) { rows = [...found.reverse(), ...rows]; moreBefore = !ends; olderEnd = answer.next ?? olderEnd; }
    else { rows = [...rows, ...found]; moreAfter = !ends; newerStart = answer.next ?? newerStart; }
    draw();
  }

  async function ask(part) {
    const answer = await get("/api/v1/logs/lines", { query: asked, limit: pageSize, raw: raw ? 1 : "", store: language.parameter, ...part }, clean.signal);
    if (!answer.error) return answer;
    note.textContent = answer.error.reason;
    return null;
  }

  function draw() {
    const active = list.active;
    list.show(rows);
    list.go(Math.max(0, rows.indexOf(active ?? row)));
    before.disabled = !moreBefore;
    after.disabled = !moreAfter;
    note.textContent = `${rows.length} lines; ${moreBefore ? "" : "no earlier ones within a day"}${!moreBefore && !moreAfter ? ", " : ""}${moreAfter ? "" : "no later ones"}`.replace(/; $/, "");
  }

  return { close: () => dialog.open && dialog.close() };
}
