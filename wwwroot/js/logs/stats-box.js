// What values a field has among the lines that are here.
import { el } from "../panels/dom.js";
import { statistics } from "./rows.js";
import { allFields, visible } from "./text.js";

/** on: {close, narrow(name, value)} */
export function statsBox(name, rows, on) {
  const found = statistics(rows, row => allFields(row).get(name) ?? row.labels[name]);
  const share = count => (found.present === 0 ? 0 : count / found.present);
  const number = value => Number(value.toPrecision(6)).toLocaleString("en");
  return el("section", { class: "op-panel op-log-stats", "aria-label": `Values of ${name}`, data: { testid: "field-stats" } },
    el("div", { class: "op-panel-head" }, el("h2", {}, visible(name)), el("button", { class: "op-icon-btn", type: "button", "aria-label": "Close", onclick: on.close }, "✕")),
    el("div", { class: "op-panel-body" },
      el("p", { class: "op-small op-muted" }, `In ${found.present.toLocaleString("en")} of ${rows.length.toLocaleString("en")} lines that are shown, ${found.distinct.toLocaleString("en")} different.`
        + (found.numbers ? ` Lowest ${number(found.numbers.min)}, mean ${number(found.numbers.mean)}, highest ${number(found.numbers.max)}.` : "")),
      el("ul", { class: "op-log-top" }, ...found.top.map(([value, count]) => el("li", {},
        el("button", { type: "button", title: "Only these", onclick: () => on.narrow(name, value) }, visible(value.length > 120 ? value.slice(0, 120) + "…" : value)),
        el("span", { class: "op-meter", style: { "--op-level": String(share(count)) }, "aria-hidden": "true" }), el("span", { class: "op-num" }, `${count.toLocaleString("en")} · ${(share(count) * 100).toFixed(1)} %`))))));
}
