// Lines by level over time, as bars: a drag zooms, as in every chart. The chart's own kit draws it.
import { mount } from "../chart.js";
import { get } from "../explore/api.js";
import { el } from "../panels/dom.js";

// The tokens that the levels are drawn in (css/logs.css has the same for the list).
const tones = { fatal: "title", error: "bad", warn: "warn", info: "info", debug: "accent", unknown: "text" };

export function createVolume(host) {
  const box = el("div", { class: "op-chart op-log-volume", data: { testid: "volume-chart" } });
  const note = el("p", { class: "op-small op-muted op-log-volume-note", role: "status" });
  host.append(box, note);
  const chart = mount(box, { title: "Lines by level", kind: "bars", unit: "short", from: "now-1h", to: "now", legendAs: "list", empty: "No line in this range.", decimals: 0 });
  return {
    /** Asks for the bars of a query over [start, end), nanoseconds as text. Gives how many lines there are (null: not known), and where they have levels as numbers. */
    async ask({ query, start, end, from, to, raw, bars, store }, signal) {
      note.textContent = "Counting…";
      const answer = await get("/api/v1/logs/volume", { query, start, end, bars, store, raw: raw ? 1 : "" }, signal);
      if (answer.error) { note.textContent = `The volume can't be shown: ${answer.error.reason}`; host.hidden = true; return { total: null, numbers: null }; }
      host.hidden = false;
      chart.update({ from, to });
      const total = answer.columns.slice(1).reduce((sum, column) => sum + column.reduce((a, b) => a + (b ?? 0), 0), 0);
      await chart.setData(answer.columns, answer.series.map(one => ({ name: one.name, labels: one.labels, tone: tones[one.name] })));
      const width = answer.step >= 3600 ? `${answer.step / 3600} h` : answer.step >= 60 ? `${answer.step / 60} min` : `${answer.step} s`;
      note.textContent = `${total.toLocaleString("en")} ${total === 1 ? "line" : "lines"}, one bar is ${width}; drag over the bars to look closer.`;
      return { total, numbers: answer.numbers ?? null };
    },
    hide(yes) { host.hidden = yes; },
    seen: yes => chart.setActive(yes),
    destroy() { chart.destroy(); },
  };
}
