// Everything about a panel's answer in one place: what was asked, what it cost, the numbers, the JSON.
import { ageWords } from "../time.js";
import { fullTime, zoneName } from "../zone.js";
import { text } from "../units.js";
import { displayOf } from "./data/display.js";
import { linksOf } from "./data/links.js";
import { el } from "./dom.js";
import { tablesOf } from "./parts/frames-table.js";

const mostRows = 1000;

/** Opens the dialog; `first` is query, data or json. Focus goes back to where it was. */
export function openInspector(panel, first) {
  const { answer } = panel;
  const back = document.activeElement;
  const parts = { query: () => queries(panel), data: () => tables(panel), json: () => json(answer) };
  const body = el("div", { class: "op-inspect-body", tabindex: "0" });
  const tabs = Object.entries({ query: "Query", data: "Data", json: "JSON" }).map(([name, words]) => el("button", { type: "button", role: "tab", data: { tab: name }, onclick: () => show(name) }, words));
  const close = el("button", { type: "button", class: "op-btn op-btn-small", onclick: () => dialog.close() }, "Close");
  const dialog = el("dialog", { class: "op-dialog op-inspect", "aria-label": `Inspect: ${panel.title || "panel"}` },
    el("div", { class: "op-inspect-head" }, el("h2", {}, panel.title || "Panel"), close),
    el("div", { class: "op-tabs", role: "tablist" }, tabs), body);

  function show(name) {
    tabs.forEach(tab => tab.setAttribute("aria-selected", String(tab.dataset.tab === name)));
    body.replaceChildren(...[parts[name]()].flat());
  }

  dialog.addEventListener("close", () => { dialog.remove(); back?.focus?.(); });
  dialog.addEventListener("click", event => event.target === dialog && dialog.close());
  document.body.append(dialog);
  show(first);
  dialog.showModal();
}

function queries(panel) {
  const { answer } = panel;
  const all = answer.meta.queries;
  const head = list([
    ["Shows", `${fullTime(answer.from)} – ${fullTime(answer.to)} (${zoneName()})`],
    ["Answered", `${answer.meta.at ? fullTime(answer.meta.at) : "–"} · ${ageWords(panel.age)}`],
    ["Type", answer.spec.type],
    ...answer.notices.map(one => [{ bad: "Failed", warn: "Warning", info: "Note" }[one.tone] ?? "Note", (one.refId ? `${one.refId}: ` : "") + one.text]),
  ]);
  if (all.length === 0) return [head, el("p", { class: "op-muted" }, "This panel asks nothing.")];
  return [head, ...all.map(query => el("section", { class: "op-inspect-query" },
    el("h3", {}, `Query ${query.refId ?? ""}`), el("pre", { class: "op-code" }, query.expr ?? ""),
    el("button", { type: "button", class: "op-btn op-btn-small", data: { copy: query.expr ?? "" } }, "Copy"),
    list([
      ["Server", query.server ?? "–"],
      ["Kind", query.kind === "instant" || query.kind === "exemplars" ? query.kind : `range, one point each ${text(query.stepSeconds ?? answer.stepSeconds, "s")}`],
      ["Upstream", query.upstreamMs == null ? "–" : text(query.upstreamMs, "ms")],
      ["Samples", text(query.samples ?? null, "none")],
      ["Series", text(query.series ?? null, "none")],
      ["From the cache", query.cachedShare == null ? "–" : text(query.cachedShare, "percentunit", 0)],
      ["Asked", query.at ? `${fullTime(query.at)} · ${ageWords(Date.now() - query.at)}` : "–"],
      ...(query.warnings ?? []).map(words => ["Warning", words]),
    ])))];
}

const list = rows => el("dl", { class: "op-kv" }, rows.flatMap(([name, words]) => [el("dt", {}, name), el("dd", {}, words)]));

function tables(panel) {
  const all = tablesOf(panel.answer);
  if (all.every(table => table.rows === 0)) return el("p", { class: "op-muted" }, "There are no rows.");
  return all.map(table => tableOf(table, panel));
}

function tableOf({ name, head, fields, columns, rows }, { colours, title }) {
  const shows = fields.map((field, i) => displayOf(field, colours, { index: i }));
  const newestFirst = fields[0]?.type === "time" && rows > 1 && columns[0][0] < columns[0][rows - 1];
  const body = el("tbody");
  for (let r = 0; r < Math.min(rows, mostRows); r++) {
    const at = newestFirst ? rows - 1 - r : r;
    body.append(el("tr", {}, columns.map((values, i) => {
      const value = values[at];
      const words = value == null ? "–" : fields[i].type === "time" ? fullTime(value) : shows[i](value).text;
      const [link] = fields[i].config.links?.length && name === "exemplar" ? linksOf(fields[i], { value, text: words, row: at }) : [];
      return el(i === 0 ? "th" : "td", { scope: i === 0 ? "row" : null, class: fields[i].type === "number" ? "op-num" : null, data: typeof value === "number" ? { raw: String(value) } : {} }, link && value != null ? el("a", { href: link.url, target: link.blank ? "_blank" : null, rel: link.blank ? "noopener" : null }, words) : words);
    })));
  }
  return el("section", {},
    name && el("h3", {}, name),
    el("div", { class: "op-table-wrap", tabindex: "0", role: "region", "aria-label": `${name || title}: values as a table` },
      el("table", { class: "op-table" }, el("thead", {}, el("tr", {}, head.map((words, i) => el("th", { scope: "col", class: fields[i].type === "number" ? "op-num" : null }, words)))), body)),
    rows > mostRows && el("p", { class: "op-muted" }, `The first ${mostRows} of ${rows} rows; CSV has them all.`));
}

function json(answer) {
  const words = JSON.stringify(answer, (key, value) => (typeof value === "number" && !Number.isFinite(value) ? String(value) : value), 2);
  const most = 200000;
  return [
    el("button", { type: "button", class: "op-btn op-btn-small", data: { copy: words } }, "Copy"),
    el("pre", { class: "op-code" }, words.length > most ? `${words.slice(0, most)}\n… ${words.length - most} more characters` : words),
  ];
}
