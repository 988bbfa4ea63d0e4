// What values a field has: among the lines that are here, and among all of the query's where the store counts them itself.
import { get } from "../explore/api.js";
import { el } from "../panels/dom.js";
import { statistics } from "./rows.js";
import { allFields, visible } from "./text.js";

const count = value => value.toLocaleString("en");
const number = value => count(Number(value.toPrecision(6)));
const percent = share => `${(share * 100).toFixed(1)} %`;

/** on: {close, narrow(name, value)}; question: {query, start, end, store} of a store that counts values, or null. */
export function statsBox(name, rows, on, question = null, signal = undefined) {
  const found = statistics(rows, row => allFields(row).get(name) ?? row.labels[name]);
  const whole = question && el("div", { data: { testid: "field-stats-all" } }, el("p", { class: "op-small op-muted", role: "status" }, "Counting all lines of the query…"));
  if (whole) countAll(whole, name, question, on, signal);
  return el("section", { class: "op-panel op-log-stats", "aria-label": `Values of ${name}`, data: { testid: "field-stats" } },
    el("div", { class: "op-panel-head" }, el("h2", {}, visible(name)), el("button", { class: "op-icon-btn", type: "button", "aria-label": "Close", onclick: on.close }, "✕")),
    el("div", { class: "op-panel-body" },
      whole,
      el("p", { class: "op-small op-muted" }, words(`${count(rows.length)} lines that are shown`, found, count(found.distinct))),
      values(name, found.top, found.present, on)));
}

/** What the store says of all lines; what it refuses stands there in its words. */
export function allOf(name, answer, on) {
  if (answer.error) return [el("p", { class: "op-small op-warn", role: "status" }, answer.error.reason)];
  const other = answer.present - answer.top.reduce((sum, one) => sum + one.lines, 0);
  return [
    el("p", { class: "op-small", role: "status" }, words(`all ${count(answer.lines)} lines of the query`, answer, `about ${count(answer.distinct)}`)),
    values(name, answer.top.map(one => [one.value, one.lines]), answer.present, on),
    // A line may have several values of a field: then nothing is left over.
    other > 0 ? el("p", { class: "op-small op-muted" }, `Others: ${count(other)} lines`) : null,
  ];
}

async function countAll(host, name, question, on, signal) {
  const answer = await get("/api/v1/logs/field-stats", { ...question, field: name }, signal).catch(error => {
    if (error.name !== "AbortError") throw error;
    return null;
  });
  if (answer) host.replaceChildren(...allOf(name, answer, on).filter(Boolean));
}

const words = (lines, found, distinct) => `In ${count(found.present)} of ${lines}, ${distinct} different.`
  + (found.numbers ? ` Lowest ${number(found.numbers.min)}, mean ${number(found.numbers.mean)}, highest ${number(found.numbers.max)}.` : "");

const values = (name, top, present, on) => el("ul", { class: "op-log-top" }, ...top.map(([value, lines]) => {
  const share = present === 0 ? 0 : Math.min(1, lines / present);
  return el("li", {},
    el("button", { type: "button", title: "Only these", onclick: () => on.narrow(name, value) }, visible(value.length > 120 ? value.slice(0, 120) + "…" : value)),
    el("span", { class: "op-meter", style: { "--op-level": String(share) }, "aria-hidden": "true" }), el("span", { class: "op-num" }, `${count(lines)} · ${percent(share)}`));
}));
