// Words under the lines: how many, how old, what was covered, what is missing, and whether there are more.
import { el } from "../panels/dom.js";
import { mostRows } from "./reader.js";

/** Elements for the foot. `more` is called with the button when there are further lines; null when there are none. */
export function footOf(rows, answer, { oldest, correlate, at, more }) {
  const count = rows.length;
  const words = `${count.toLocaleString("en")} ${count === 1 ? "line" : "lines"}, ${oldest || correlate ? "oldest" : "newest"} first, read in ${Math.round(answer.ms ?? 0)} ms `;
  const masked = rows.reduce((sum, row) => sum + (row.masked ? 1 : 0), 0);
  const parts = [el("span", { data: { testid: "count" } }, words, el("time", { "data-age": "", datetime: new Date(at).toISOString() }, ""))];
  if (masked > 0) parts.push(el("span", { class: "op-muted", data: { testid: "masked-count" } }, `${masked.toLocaleString("en")} with something masked`));
  for (const warning of answer.warnings ?? []) parts.push(el("span", { class: "op-warn" }, warning));
  if (answer.edgeCut) parts.push(el("span", { class: "op-warn" }, "More lines share one instant than can be asked for: some are missing."));
  if (count >= mostRows) parts.push(el("span", {}, "That is the most that is shown; narrow the query or the range."));
  else if (more) parts.push(el("button", { class: "op-btn op-btn-small", type: "button", data: { testid: "load-more" }, onclick: event => more(event.currentTarget) }, oldest ? "Load newer lines" : "Load older lines"));
  else parts.push(el("span", {}, correlate ? "" : "That is all there is in this range."));
  return parts;
}
