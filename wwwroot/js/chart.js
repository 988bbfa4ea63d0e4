// A chart over time. Fetches its points, or is given them; draws, keeps itself fresh, and says in words what it can't show.
import { align, load, nameOf } from "./chart/data.js";
import { download, fileName, pointsTable, toCsv, toPicture } from "./chart/export.js";
import { figuresOf, stacked } from "./chart/figures.js";
import { createFrame, sourceList } from "./chart/frame.js";
import { createLegend } from "./chart/legend.js";
import { loadLibrary } from "./chart/library.js";
import { colourOf, createPlot, palette } from "./chart/plot.js";
import { hideTooltip, showTooltip } from "./chart/tooltip.js";
import { resolveRange, setRange } from "./range.js";
import { ageWords } from "./time.js";
import { text } from "./units.js";
import { fullTime, shortTime } from "./zone.js";

const defaults = {
  queries: [], title: "", about: "", unit: "none", decimals: null, from: "now-1h", to: "now", refreshSeconds: null, kind: "line", stack: false,
  min: null, max: null, thresholds: [], legendAs: "table", empty: "", keepSeconds: 300,
};
const zoomedFrom = [];

/**
 * Draws a chart into the element. With `queries` it fetches for itself; without, it is fed by setData and append.
 * Dispatches "op-zoom" {from, to} in Unix milliseconds when a span is dragged; unless prevented, that becomes the page's range.
 * @returns {{setData, append, update, setActive, refresh, destroy}}
 */
export function mount(element, options) {
  const chart = new Chart(element, { ...defaults, ...options });
  return {
    setData: (columns, series) => chart.setData(columns, series),
    append: points => chart.append(points),
    update: changed => chart.update(changed),
    setActive: yes => chart.setActive(yes),
    refresh: () => chart.refresh(),
    destroy: () => chart.destroy(),
  };
}

class Chart {
  #element; #options; #frame; #legend; #colours; #uPlot = null; #plot = null;
  #columns = [[]]; #series = []; #shown = []; #ranks = new Map(); #answer = null;
  #span = { start: 0, end: 1, step: 15 };
  #request = null; #timer = 0; #ticker = 0; #active = true; #dead = false; #hover = false; #drawing = 0; #lateRefresh = false; #open = null;
  #clean = new AbortController();
  #resize;

  constructor(element, options) {
    this.#element = element;
    this.#options = options;
    this.#frame = createFrame(element, name => this.#tool(name));
    this.#frame.setTitle(options.title, options.about);
    this.#frame.setTools(false);
    this.#frame.setState("loading", "", "Loading…");
    this.#colours = palette(element);
    this.#legend = createLegend(this.#frame.legend, () => this.#options, (i, add) => this.#pick(i, add));
    this.#listen();
    this.#resize = new ResizeObserver(() => this.#fit());
    this.#resize.observe(this.#frame.plot);
    this.#ticker = setInterval(() => this.#noteAge(), 1000);
    this.refresh();
  }

  // ---- data ----

  async refresh() {
    clearTimeout(this.#timer);
    if (this.#dead || this.#options.queries.length === 0) return;
    if (!this.#active || document.hidden) { this.#lateRefresh = true; return; }
    this.#lateRefresh = false;
    this.#request?.abort();
    const request = (this.#request = new AbortController());
    const pixels = (this.#frame.plot.clientWidth || 600) / (this.#options.kind === "bars" ? 6 : 1);
    const span = align(this.#options.from, this.#options.to, pixels);
    this.#element.setAttribute("aria-busy", "true");
    try {
      const [answer] = await Promise.all([load(this.#options.queries, span, request.signal, this.#options.title), this.#needLibrary()]);
      if (this.#dead || request.signal.aborted) return;
      this.#take(answer, span);
    } catch (error) {
      if (error.name === "AbortError" || this.#dead) return;
      this.#frame.setState("failed", "The chart can't be drawn", error.message);
    }
    this.#element.setAttribute("aria-busy", "false");
    if (this.#options.refreshSeconds > 0) this.#timer = setTimeout(() => this.refresh(), this.#options.refreshSeconds * 1000);
  }

  #take(answer, span) {
    const lost = answer.error && answer.series.length === 0;
    if (lost && this.#columns[0].length > 0 && this.#answer?.key === this.#key()) {
      this.#answer = { ...this.#answer, error: answer.error, stale: true };
      this.#noteAge();
      return;
    }
    this.#answer = { ...answer, key: this.#key() };
    this.#span = span;
    this.#show(answer.columns, answer.series);
    if (lost) this.#sayFailure(answer.error);
    else if (answer.series.length === 0) this.#frame.setState("empty", "No data", this.#options.empty || "Nothing was recorded in this time range.");
    else this.#frame.setState(null);
    this.#noteAge();
  }

  // Last good points are kept over a failure only while the question is the same.
  #key() {
    return JSON.stringify([this.#options.queries, this.#options.from, this.#options.to]);
  }

  #sayFailure({ kind, reason }) {
    const headlines = { notConfigured: "Not configured", rejected: "The question was refused", signedOut: "Signed out" };
    this.#frame.setState(kind === "notConfigured" ? "notConfigured" : "failed", headlines[kind] ?? "Not available", reason);
  }

  /** Shows the given columns ([times, values…], Unix seconds, null for a gap) as the series ({name, labels}). */
  async setData(columns, series) {
    await this.#needLibrary();
    if (this.#dead) return;
    const times = columns[0];
    this.#span = this.#options.live ? this.#liveSpan(times) : { start: times[0] ?? 0, end: times.at(-1) ?? 1, step: 0 };
    this.#show(columns, series.map(one => ({ ...one, name: nameOf(one, this.#options.legend) || this.#options.title })));
    this.#frame.setState(times.length ? null : "empty", "No data", this.#options.empty);
  }

  /** Adds one column of points ([time, value…]) at the end; what is older than keepSeconds goes. */
  append(points) {
    if (this.#dead || !this.#plot) return;
    this.#columns.forEach((column, i) => column.push(points[i] ?? null));
    const oldest = points[0] - this.#options.keepSeconds;
    const gone = this.#columns[0].findIndex(time => time >= oldest);
    if (gone > 0) for (const column of this.#columns) column.splice(0, gone);
    this.#span = this.#liveSpan(this.#columns[0]);
    this.#drawing ||= requestAnimationFrame(() => {
      this.#drawing = 0;
      if (this.#dead || !this.#active) return;
      this.#plot.setData(this.#drawn());
      this.#legend.fill(this.#columns);
    });
  }

  #liveSpan(times) {
    const end = times.at(-1) ?? Date.now() / 1000;
    return { start: end - this.#options.keepSeconds, end, step: 0 };
  }

  #needLibrary() {
    return this.#uPlot ?? loadLibrary().then(library => (this.#uPlot = library));
  }

  // ---- drawing ----

  #show(columns, series) {
    const same = this.#plot && series.length === this.#series.length && series.every((one, i) => one.name === this.#series[i].name);
    const hidden = new Set(this.#series.filter((_, i) => !this.#shown[i]).map(one => one.name));
    this.#columns = columns;
    this.#series = series;
    this.#shown = series.map(one => !hidden.has(one.name));
    if (!this.#shown.includes(true)) this.#shown.fill(true);
    for (const one of series) if (!this.#ranks.has(one.name)) this.#ranks.set(one.name, one.colour ?? this.#ranks.size);
    this.#frame.setTools(series.length > 0);
    if (same) this.#plot.setData(this.#drawn());
    else this.#build();
    this.#legend.fill(columns);
    this.#describe();
    this.#fillBelow();
  }

  #drawn() {
    const { stack, kind } = this.#options;
    return stack || kind === "bars" ? stacked(this.#columns, this.#shown, kind === "bars") : this.#columns;
  }

  #build() {
    this.#plot?.destroy();
    this.#plot = null;
    this.#colours = palette(this.#element);
    const ranks = this.#series.map(one => this.#ranks.get(one.name));
    this.#legend.draw(this.#series, ranks.map(rank => colourOf(this.#colours, rank)), this.#shown);
    if (this.#series.length === 0) return;
    this.#plot = createPlot(this.#uPlot, this.#frame.plot, {
      options: this.#options, series: this.#series, ranks, shown: this.#shown, columns: this.#drawn(), colours: this.#colours, span: () => this.#span,
      onCursor: plot => this.#cursor(plot),
      onSelect: (from, to) => this.#zoom(from * 1000, to * 1000),
    });
    this.#legend.fill(this.#columns);
  }

  #fit() {
    const { clientWidth, clientHeight } = this.#frame.plot;
    if (this.#plot && clientWidth > 0 && (this.#plot.width !== clientWidth || this.#plot.height !== clientHeight))
      this.#plot.setSize({ width: clientWidth, height: clientHeight });
  }

  #pick(i, add) {
    const alone = this.#shown.every((yes, s) => yes === (s === i));
    if (add) this.#shown[i] = !this.#shown[i];
    else this.#shown = this.#shown.map((_, s) => alone || s === i);
    if (!this.#shown.includes(true)) this.#shown.fill(true);
    this.#build();
    this.#element.querySelectorAll(".op-chart-legend button")[i]?.focus();
  }

  // ---- cursor ----

  #cursor(plot) {
    if (!this.#hover && document.activeElement !== this.#frame.plot) return;
    const { idx, left, top } = plot.cursor;
    if (idx == null || left < 0) { hideTooltip(); return; }
    const near = this.#nearest(plot, idx, top);
    const rows = this.#series.flatMap((one, i) => this.#shown[i]
      ? [{ name: one.name, value: this.#columns[i + 1][idx], colour: colourOf(this.#colours, this.#ranks.get(one.name)), near: i === near }] : []);
    const box = plot.over.getBoundingClientRect();
    showTooltip(this.#columns[0][idx], rows, this.#options.unit, this.#options.decimals, box.left + left, box.top + (this.#hover ? top : 0));
  }

  #nearest(plot, idx, top) {
    let [best, distance] = [-1, 24];
    plot.data.slice(1).forEach((column, i) => {
      if (!this.#shown[i] || column[idx] == null) return;
      const away = Math.abs(plot.valToPos(column[idx], "y") - top);
      if (away < distance) [best, distance] = [i, away];
    });
    return best;
  }

  #step(key) {
    const plot = this.#plot;
    const times = this.#columns[0];
    const moves = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10, Home: -Infinity, End: Infinity };
    if (!plot || times.length === 0) return false;
    if (key === "Escape") { plot.setCursor({ left: -10, top: -10 }); hideTooltip(); return true; }
    if (!(key in moves)) return false;
    const now = plot.cursor.idx ?? (moves[key] < 0 ? times.length : -1);
    const next = Math.min(Math.max(now + moves[key], 0), times.length - 1);
    plot.setCursor({ left: plot.valToPos(times[next], "x"), top: 0 });
    const said = this.#series.filter((_, i) => this.#shown[i]).slice(0, 6)
      .map(one => `${one.name} ${text(this.#columns[this.#series.indexOf(one) + 1][next], this.#options.unit, this.#options.decimals)}`);
    this.#frame.spoken.textContent = `${fullTime(times[next] * 1000)}: ${said.join(", ")}`;
    return true;
  }

  #zoom(from, to) {
    const event = new CustomEvent("op-zoom", { bubbles: true, cancelable: true, detail: { from, to } });
    zoomedFrom.push([this.#options.from, this.#options.to]);
    if (this.#element.dispatchEvent(event)) setRange(String(from), String(to));
  }

  // Back to where a drag came from; without one, twice as much time around the middle.
  #zoomBack() {
    const before = zoomedFrom.pop();
    if (before) { setRange(...before); return; }
    const [from, to] = resolveRange(this.#options.from, this.#options.to);
    const half = (to - from) / 2;
    setRange(String(Math.round(from - half)), String(Math.round(Math.min(to + half, Date.now()))));
  }

  // ---- words ----

  #describe() {
    const { title, unit, decimals, kind } = this.#options;
    const [from, to] = [this.#span.start, this.#span.end].map(one => shortTime(one * 1000));
    const some = this.#series.slice(0, 5).map((one, i) => {
      const { last, min, max } = figuresOf(this.#columns[i + 1]);
      return last === null ? `${one.name}: no points` : `${one.name}: last ${text(last, unit, decimals)}, lowest ${text(min, unit, decimals)}, highest ${text(max, unit, decimals)}`;
    });
    const more = this.#series.length > 5 ? `; and ${this.#series.length - 5} more` : "";
    this.#frame.plot.setAttribute("aria-label", this.#series.length === 0 ? `${title}: nothing to show`
      : `${title}, ${kind} chart from ${from} to ${to}. ${some.join("; ")}${more}. Arrow keys step through the points.`);
  }

  #noteAge() {
    const answer = this.#answer;
    if (!answer || this.#series.length === 0) { this.#frame.setNote(""); return; }
    const age = answer.at ? Date.now() - answer.at : 0;
    const late = this.#options.refreshSeconds > 0 && age > Math.max(60000, this.#options.refreshSeconds * 3000);
    if (answer.stale || answer.error || late) this.#frame.setNote(`Stale · ${ageWords(age)}`, answer.error?.reason ?? "No newer answer has come.");
    else if (answer.warnings.length > 0) this.#frame.setNote("Partial", answer.warnings.join(" "));
    else this.#frame.setNote("");
    this.#element.toggleAttribute("data-stale", Boolean(answer.stale || answer.error || late));
  }

  // ---- tools ----

  async #tool(name) {
    const { title, unit, decimals } = this.#options;
    if (name === "csv") download(new Blob([toCsv(this.#columns, this.#series)], { type: "text/csv" }), fileName(title) + ".csv");
    else if (name === "png") {
      if (!this.#plot) return;
      const named = this.#series.filter((_, i) => this.#shown[i]).map(one => ({ name: one.name, colour: colourOf(this.#colours, this.#ranks.get(one.name)) }));
      download(await toPicture(title, this.#plot.ctx.canvas, named, this.#colours), fileName(title) + ".png");
    } else {
      this.#open = this.#open === name ? null : name;
      for (const one of ["source", "table"]) this.#frame.setExpanded(one, this.#open === one);
      this.#fillBelow();
    }
  }

  #fillBelow() {
    const { title, unit, decimals, queries, about } = this.#options;
    if (this.#open === "table") this.#frame.below.replaceChildren(pointsTable(title, this.#columns, this.#series, unit, decimals));
    else if (this.#open === "source") this.#frame.below.replaceChildren(sourceList([
      ...(about ? [["Shows", about]] : []),
      ...(this.#answer?.asked ?? queries.map(query => query.expr)).map(asked => ["Asked", asked, true]),
      ["Range", `${fullTime(this.#span.start * 1000)} – ${fullTime(this.#span.end * 1000)}`],
      ["Step", this.#span.step ? `${this.#span.step} s` : "as sampled"],
      ["Points", `${this.#columns[0].length} × ${this.#series.length} series`],
      ["Answered", this.#answer?.at ? fullTime(this.#answer.at) : "not yet"],
      ...(this.#answer?.warnings ?? []).map(words => ["Warning", words]),
    ]));
    else this.#frame.below.replaceChildren();
  }

  // ---- life ----

  #listen() {
    const { signal } = this.#clean;
    const { plot } = this.#frame;
    plot.addEventListener("pointerenter", () => (this.#hover = true), { signal });
    plot.addEventListener("pointerleave", () => { this.#hover = false; hideTooltip(); }, { signal });
    plot.addEventListener("blur", () => hideTooltip(), { signal });
    plot.addEventListener("keydown", event => this.#step(event.key) && event.preventDefault(), { signal });
    plot.addEventListener("dblclick", () => this.#zoomBack(), { signal });
    document.addEventListener("op-theme", () => this.#rebuild(), { signal });
    document.addEventListener("op-zone", () => this.#rebuild(), { signal });
    document.addEventListener("op-refresh", () => this.refresh(), { signal });
    document.addEventListener("visibilitychange", () => !document.hidden && this.#lateRefresh && this.refresh(), { signal });
    window.addEventListener("scroll", () => this.#plot?.syncRect(true), { signal, passive: true, capture: true });
  }

  #rebuild() {
    if (this.#series.length === 0) return;
    this.#build();
    this.#describe();
    this.#fillBelow();
  }

  /** New options; asks again only when the question changed. */
  update(changed) {
    const before = this.#key();
    this.#options = { ...this.#options, ...changed };
    this.#frame.setTitle(this.#options.title, this.#options.about);
    if (before !== this.#key()) {
      this.#answer = null;
      this.#frame.setNote("");
    }
    this.#rebuild();
    this.refresh();
  }

  /** False while the chart can't be seen: it stops asking, and catches up when it is seen again. */
  setActive(yes) {
    if (this.#active === yes) return;
    this.#active = yes;
    if (yes && this.#lateRefresh) this.refresh();
  }

  destroy() {
    this.#dead = true;
    this.#request?.abort();
    this.#clean.abort();
    this.#resize.disconnect();
    clearTimeout(this.#timer);
    clearInterval(this.#ticker);
    cancelAnimationFrame(this.#drawing);
    this.#plot?.destroy();
    this.#plot = null;
    hideTooltip();
    this.#element.replaceChildren();
  }
}
