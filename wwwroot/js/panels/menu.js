// The menu of a panel: what can be looked at, taken along and asked further. Its entries are made when it is opened.
import { marksShown, toggleMarks } from "../chart/marks.js";
import { el, svg } from "./dom.js";

const dots = () => svg("svg", { viewBox: "0 0 16 16", class: "op-icon", "aria-hidden": "true" }, [3, 8, 13].map(x => svg("circle", { cx: x, cy: 8, r: 1.1, fill: "currentColor", stroke: "none" })));
const onTime = new Set(["timeseries", "heatmap", "state-timeline", "status-history"]);

/** Fills the details element; {named(title), destroy()}. */
export function createMenu(details, panel) {
  const summary = el("summary", { class: "op-viz-mark op-viz-dots", "aria-label": "Menu of the panel", title: "Menu" }, dots());
  const list = el("div", { class: "op-pop-body op-menu" });
  details.append(summary, list);
  const clean = new AbortController();
  details.addEventListener("toggle", () => details.open && list.replaceChildren(...entries(panel, choose)), { signal: clean.signal });
  details.addEventListener("keydown", event => move(event, list), { signal: clean.signal });

  async function choose(id) {
    details.open = false;
    if (id.startsWith("page:")) {
      const { uid, panel: number } = panel.data;
      panel.element.dispatchEvent(new CustomEvent("op-panel-menu", { bubbles: true, detail: { id: id.slice(5), uid, panel: Number(number) } }));
      return;
    }
    if (id === "refresh") return panel.refresh();
    if (id === "marks") return toggleMarks();
    const actions = await import("./actions.js");
    return actions[id]?.(panel);
  }

  return {
    named: title => summary.setAttribute("aria-label", title ? `Menu of ${title}` : "Menu of the panel"),
    choose,
    destroy: () => clean.abort(),
  };
}

function entries(panel, choose) {
  const { answer, data, element } = panel;
  const button = (id, words, danger) => el("button", { type: "button", class: danger ? "op-bad" : null, onclick: () => choose(id) }, words);
  const own = read(data.menu);
  const exprs = [...new Set((answer?.meta.queries ?? []).map(query => query.expr).filter(Boolean))];
  // A page that has a view of its own for one panel keeps it in its URL.
  const view = own.some(one => one.id === "view") ? [] : [button("view", "view" in element.dataset ? "Back to the dashboard" : "View")];
  const out = [...view, ...own.filter(one => !one.danger).map(one => button(`page:${one.id}`, one.text))];
  if (answer) {
    out.push(el("hr"), button("inspect", "Inspect"), button("dataTable", "Data table"), button("csv", "Download CSV"), button("png", "Download picture"));
    if (exprs.length > 0) out.push(el("a", { href: exploreLink(exprs, data) }, "Explore"));
  }
  out.push(el("hr"), button("refresh", "Refresh"));
  if (answer && onTime.has(answer.spec.type)) out.push(button("marks", marksShown() ? "Hide events" : "Show events"));
  const dangers = own.filter(one => one.danger);
  if (dangers.length > 0) out.push(el("hr"), ...dangers.map(one => button(`page:${one.id}`, one.text, true)));
  return out;
}

function exploreLink(exprs, data) {
  const parameters = new URLSearchParams(exprs.map(expr => ["q", expr]));
  for (const name of ["from", "to"]) if (data[name]) parameters.set(name, data[name]);
  return `/explore?${parameters}`;
}

function read(json) {
  try { return json ? JSON.parse(json) : []; } catch { return []; }
}

function move(event, list) {
  const all = [...list.querySelectorAll("a, button")];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || all.length === 0) return;
  event.preventDefault();
  const now = all.indexOf(document.activeElement);
  all[(now + step + all.length) % all.length].focus();
}
