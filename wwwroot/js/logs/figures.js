// A query for figures: a chart with its table, and the last value of each series.
import { mount } from "../chart.js";
import { el } from "../panels/dom.js";
import { text } from "../units.js";
import { visible } from "./text.js";

export function createFigures(host) {
  const box = el("div", { class: "op-chart op-log-figures" });
  const note = el("p", { class: "op-small op-muted", role: "status" });
  const table = el("div", { class: "op-table-wrap", tabindex: "0", role: "region", "aria-label": "Series" });
  host.append(el("section", { class: "op-panel", "aria-label": "Figures", data: { testid: "numbers" } }, el("div", { class: "op-panel-body op-stack" }, box, note, table)));
  const chart = mount(box, { title: "Figures", unit: "short", legendAs: "list", empty: "No series in this range: does the selector match any stream?" });
  return {
    async show(answer, from, to) {
      chart.update({ from, to });
      await chart.setData(answer.columns, answer.series.map(one => ({ name: visible(one.name), labels: one.labels })));
      note.textContent = `${answer.series.length} series, one point is ${answer.step} s${answer.isCut ? "; more than a hundred series aren't shown" : ""}.`;
      const rows = answer.series.map((one, i) => {
        const values = answer.columns[i + 1].filter(value => value !== null);
        return el("tr", { data: { testid: "number-row" } }, el("th", { scope: "row" }, el("code", {}, visible(one.name))),
          el("td", { class: "op-num", data: { label: "Last" } }, el("span", { data: { raw: String(values.at(-1)) } }, text(values.at(-1), "short"))),
          el("td", { class: "op-num", data: { label: "Lowest" } }, text(Math.min(...values), "short")), el("td", { class: "op-num", data: { label: "Highest" } }, text(Math.max(...values), "short")));
      });
      table.replaceChildren(el("table", { class: "op-table", "data-cards": "" }, el("thead", {}, el("tr", {}, ...["Series", "Last", "Lowest", "Highest"].map((words, i) => el("th", { scope: "col", class: i ? "op-num" : null }, words)))), el("tbody", {}, ...rows)));
    },
    destroy() { chart.destroy(); },
  };
}
