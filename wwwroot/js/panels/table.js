// Table: rows as they came; sorted, filtered, in pages; cells as words, colours, bars, links.
import { pages } from "./parts/pages.js";
import { endsOf, numberFields, rangeOf } from "./data/fields.js";
import { calcName, keepsUnit, reduce } from "./data/reducers.js";
import { text as write } from "../units.js";
import { displayOf } from "./data/display.js";
import { el, svg } from "./dom.js";
import { cellOf, rowStyle } from "./parts/cells.js";
import { freeze } from "./parts/frozen.js";
import { sortedRows } from "./parts/table-rows.js";

const rowHeights = { sm: 28, md: 36, lg: 46 };
const chunk = 60;
const funnel = () => svg("svg", { viewBox: "0 0 16 16", width: 12, height: 12, "aria-hidden": "true" }, svg("path", { d: "M2 3h12L9.5 8.6V13l-3-1.6V8.6Z", fill: "currentColor" }));

export function create({ body }) {
  const state = { frame: null, sort: null, filters: new Map(), page: 0, shownFilter: null };
  const tools = el("div", { class: "op-viz-bar" });
  const box = el("div", { class: "op-viz-table", tabindex: "0", role: "region" });
  const foot = el("div", { class: "op-viz-pages" });
  body.append(tools, box, foot);
  let last = null;
  let rows = [];
  let table = null;

  function columnsOf(frame, colours) {
    const all = rangeOf(numberFields(last[0].frames));
    return frame.fields.map((field, index) => {
      const range = field.type === "number" ? endsOf(field.config, rangeOf([{ field }]), all) : null;
      return { field, index, name: field.display, show: displayOf(field, colours, { index, range }), custom: field.config.custom ?? {}, range };
    }).filter(({ custom }) => !custom.hidden && !custom.hideFrom?.viz);
  }

  function draw() {
    const [answer, { colours, title }] = last;
    const { options } = answer.spec;
    const frames = answer.frames.filter(frame => frame.fields.length > 0);
    if (frames.length === 0) return true;
    state.frame = Math.min(state.frame ?? options.frameIndex ?? 0, frames.length - 1);
    const frame = frames[state.frame];
    const columns = columnsOf(frame, colours);
    if (state.sort === null && options.sortBy?.length) state.sort = { name: options.sortBy[0].displayName ?? frame.fields[options.sortBy[0].column]?.display ?? "", down: Boolean(options.sortBy[0].desc) };
    rows = sortedRows(columns, state.sort, state.filters, colours);
    box.setAttribute("aria-label", `${title || frame.name || "Table"}: ${rows.length} rows`);
    box.style.setProperty("--op-row", `${rowHeights[options.cellHeight] ?? 30}px`);
    drawTools(frames, columns);
    const size = hasPages(options) ? Math.max(Math.floor((box.clientHeight - 60) / (rowHeights[options.cellHeight] ?? 30)), 5) : Infinity;
    state.page = Math.min(state.page, Math.max(Math.ceil(rows.length / size) - 1, 0));
    const visible = Number.isFinite(size) ? rows.slice(state.page * size, (state.page + 1) * size) : rows;
    table = el("table", {}, widths(columns), options.showHeader === false ? null : head(columns), el("tbody"), footer(options.footer, columns));
    const scroll = [box.scrollTop, box.scrollLeft];
    box.replaceChildren(table);
    fill(visible, columns, frame, answer, Math.max(chunk, Math.ceil((scroll[0] + box.clientHeight) / 24)));
    [box.scrollTop, box.scrollLeft] = scroll;
    freeze(table, box, options.frozenColumns?.left);
    foot.replaceChildren(...pages(rows.length, size, state.page, page => { state.page = page; draw(); }));
    return frame.fields[0].values.length === 0 ? true : null;
  }

  // Rows are made when they come near: ten thousand cost what sixty cost.
  function fill(visible, columns, frame, answer, first) {
    const made = table.tBodies[0];
    let next = 0;
    const more = count => {
      const end = Math.min(next + count, visible.length);
      for (; next < end; next++) made.append(rowOf(visible[next], columns, frame, answer));
    };
    more(first);
    box.onscroll = () => { if (next < visible.length && box.scrollTop + box.clientHeight > box.scrollHeight - 400) more(chunk); };
  }

  function rowOf(row, columns, frame, answer) {
    const whole = rowStyle(columns, row);
    return el("tr", {}, columns.map(column => cellOf(column, row, frame, answer, last[1].colours, whole)));
  }

  function head(columns) {
    return el("thead", {}, el("tr", {}, columns.map(({ field, name, custom }) => el("th", { scope: "col", data: { align: alignOf(field, custom) }, "aria-sort": state.sort?.name === name ? (state.sort.down ? "descending" : "ascending") : "none", title: name },
      el("div", {}, el("button", { type: "button", onclick: () => sortBy(name) }, name), (field.config.filterable || custom.filterable) && el("button", { type: "button", class: "op-viz-filter", "aria-label": `Filter ${name}`, "aria-pressed": String(state.filters.has(name)), onclick: () => { state.shownFilter = state.shownFilter === name ? null : name; draw(); tools.querySelector("input")?.focus(); } }, funnel()))))));
  }

  function sortBy(name) {
    state.sort = state.sort?.name !== name ? { name, down: false } : !state.sort.down ? { name, down: true } : { name: "", down: false };
    draw();
    [...box.querySelectorAll("thead button")].find(button => button.textContent === name)?.focus();
  }

  function drawTools(frames, columns) {
    const choose = frames.length > 1 ? el("select", { class: "op-select op-small", "aria-label": "Which result", style: { width: "auto" }, onchange: event => { state.frame = Number(event.target.value); state.sort = null; draw(); } },
      frames.map((frame, i) => el("option", { value: i, selected: i === state.frame }, frame.name || frame.refId || `Result ${i + 1}`))) : null;
    const filter = state.shownFilter && columns.some(column => column.name === state.shownFilter) ? el("input", { class: "op-input", type: "search", placeholder: `${state.shownFilter} contains…`, "aria-label": `${state.shownFilter} contains`, value: state.filters.get(state.shownFilter) ?? "" }) : null;
    if (filter && tools.querySelector("input")?.placeholder === filter.placeholder) return;
    if (filter) filter.oninput = () => {
      if (filter.value) state.filters.set(state.shownFilter, filter.value);
      else state.filters.delete(state.shownFilter);
      state.page = 0;
      draw();
    };
    tools.replaceChildren(...[choose, filter && el("div", { class: "op-viz-filters" }, filter)].filter(Boolean));
  }

  function footer(settings, columns) {
    // Newer files say it for each column.
    const own = columns.some(({ custom }) => custom.footer?.reducers?.length);
    if (!own && (!settings?.show || !settings.reducer?.length)) return null;
    const wanted = settings?.fields;
    return el("tfoot", {}, el("tr", {}, columns.map((column, i) => {
      const { field } = column;
      const counts = !own && settings.countRows && i === 0;
      const use = field.type === "number" && (own || !wanted?.length || wanted.includes(field.name) || wanted.includes(field.display));
      const calcs = (own ? column.custom.footer?.reducers ?? [] : settings.reducer.slice(0, 1)).slice(0, 6);
      const values = use ? calcs.map(calc => [calc, reduce(rows.map(row => field.values[row]), calc)]).filter(([, value]) => value !== null) : [];
      const words = ([calc, value]) => (keepsUnit(calc) ? column.show(value).text : write(value, "none"));
      return el("td", { data: { align: alignOf(field, column.custom) } }, counts ? `${rows.length} rows` : values.length < 2 ? values.map(words) : values.map(one => el("div", {}, `${calcName(one[0])} ${words(one)}`)));
    })));
  }

  return {
    update(answer, context) {
      last = [answer, context];
      return draw();
    },
    resize() {
      if (last && hasPages(last[0].spec.options)) draw();
      else if (last) freeze(table, box, last[0].spec.options.frozenColumns?.left);
    },
    destroy() {
      box.onscroll = null;
      last = table = null;
    },
  };
}

// Files before Grafana 12 have it beside the footer's calculations.
const hasPages = options => (options.enablePagination ?? options.footer?.enablePagination) === true;

export const alignOf = (field, custom) => (custom.align && custom.align !== "auto" ? custom.align : field.type === "number" || field.type === "frame" ? "right" : "left");

function widths(columns) {
  return el("colgroup", {}, columns.map(({ field, custom }) => el("col", { style: custom.width ? { width: `${custom.width}px` } : { width: field.type === "time" ? "170px" : "auto", "min-width": `${custom.minWidth ?? 80}px` } })));
}
