// A live tail on the page: rows come at the foot, the eye follows while it is at the foot, and what isn't shown is counted and said.
import { el } from "../panels/dom.js";
import { rowOf } from "./rows.js";
import { Tail } from "./tail.js";

/** Rows that are kept; older ones are let go, which is no loss: they are in the log store. */
export const mostKept = 10000;

/** list: LogList; filter(): a text that rows must have to be shown; shape(rows): rows as they are listed. */
export function createLive({ query, raw, list, filter, shape, on }) {
  let rows = [];
  let shown = [];
  let letGo = 0;
  let waiting = [];
  let frame = 0;
  const tail = new Tail(query, raw, {
    lines(lines) {
      for (const { line, labels } of lines) waiting.push(rowOf(line, labels));
      // One drawing a frame, however many frames the portal sends; in a hidden tab there are no frames, but the list still grows.
      if (document.hidden) draw(); else frame ||= requestAnimationFrame(() => { frame = 0; draw(); });
    },
    state: say,
  });

  function draw() {
    const follow = list.atEnd;
    const fresh = waiting;
    waiting = [];
    const wanted = filter().toLowerCase();
    const pass = row => !wanted || row.line.toLowerCase().includes(wanted);
    rows = rows.length + fresh.length > mostKept * 1.1 ? [...rows.slice(rows.length + fresh.length - mostKept), ...fresh].slice(-mostKept) : (rows.push(...fresh), rows);
    const listed = shape(rows);
    const next = wanted ? listed.filter(pass) : listed;
    // The same rows at the front keep their heights; those that were let go are taken off.
    const dropped = next.length > 0 && shown.length > 0 && next[0] !== shown[0] ? Math.max(0, shown.indexOf(next[0])) : 0;
    const keep = wanted || next === rows ? Math.max(0, shown.length - dropped) : 0;
    letGo += dropped;
    shown = next === rows ? [...rows] : next;
    list.show(shown, { keep: Math.min(keep, shown.length), dropped });
    if (follow) list.toEnd();
    on.shown(shown);
  }

  function say() {
    const lost = tail.dropped + tail.lokiDropped;
    on.state(`Live${tail.paused ? ", paused" : ""}: ${tail.rate.toLocaleString("en")} ${tail.rate === 1 ? "line" : "lines"}/s`);
    on.paused(tail.paused, tail.held);
    on.trouble(tail.trouble);
    on.foot([
      el("span", { data: { testid: "tail-received", count: tail.received } }, `${tail.received.toLocaleString("en")} ${tail.received === 1 ? "line" : "lines"} came`),
      el("span", { class: lost > 0 ? "op-warn" : "op-muted", data: { testid: "tail-dropped", count: lost } }, lost > 0 ? `${lost.toLocaleString("en")} dropped${tail.lokiDropped > 0 ? ` (${tail.lokiDropped.toLocaleString("en")} by Loki)` : ""}` : "none dropped"),
      ...(letGo > 0 ? [el("span", { class: "op-muted" }, `the newest ${mostKept.toLocaleString("en")} are kept`)] : []),
    ]);
  }

  return {
    pause(yes) { tail.pause(yes); },
    reshape() { shown = []; draw(); },
    close() {
      cancelAnimationFrame(frame);
      tail.close();
    },
  };
}
