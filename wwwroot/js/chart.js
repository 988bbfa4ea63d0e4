// A chart over time of the portal's own pages. Fetches its points, or is given them; keeps itself fresh, and says in words what it can't show.
// Drawing is chart/time-view.js, which dashboards' panels use too.
import { align, load, nameOf } from "./chart/data.js";
import { download, fileName, pointsTable, toCsv, toPicture } from "./chart/export.js";
import { createFrame, sourceList } from "./chart/frame.js";
import { createHeartbeat } from "./chart/live.js";
import { chartModel } from "./chart/model.js";
import { palette } from "./chart/palette.js";
import { sizeOf } from "./chart/size.js";
import { TimeView } from "./chart/time-view.js";
import { ageWords } from "./time.js";
import { fullTime } from "./zone.js";

const defaults = {
  queries: [], title: "", about: "", unit: "none", decimals: null, from: "now-1h", to: "now", refreshSeconds: null, kind: "line", stack: false,
  min: null, max: null, thresholds: [], legendAs: "table", empty: "", keepSeconds: 300,
};

/**
 * Draws a chart into the element. With `queries` it fetches for itself; without, it is fed by setData and append.
 * Dispatches "op-zoom" {from, to} in Unix milliseconds when a span is dragged; unless prevented, that becomes the page's range.
 * @returns {{setData, append, update, setActive, moveTo, refresh, destroy, settled}} settled: a promise that its first question was answered, or failed
 */
export function mount(element, options) {
  const chart = new Chart(element, { ...defaults, ...options });
  return {
    setData: (columns, series) => chart.setData(columns, series),
    append: points => chart.append(points),
    update: changed => chart.update(changed),
    setActive: yes => chart.setActive(yes),
    moveTo: next => chart.moveTo(next),
    refresh: () => chart.refresh(),
    destroy: () => chart.destroy(),
    settled: chart.settled,
  };
}

class Chart {
  #element; #options; #frame; #view; #beat;
  #columns = [[]]; #series = []; #ranks = new Map(); #answer = null; #span = { start: 0, end: 1, step: 15 };
  #request = null; #ticker = 0; #active = true; #dead = false; #drawing = 0; #open = null; #clean = new AbortController();
  #settle; settled = new Promise(resolve => (this.#settle = resolve));

  constructor(element, options) {
    this.#element = element;
    this.#options = options;
    this.#frame = createFrame(element, name => this.#tool(name));
    this.#frame.setTitle(options.title, options.about);
    this.#frame.setTools(false);
    this.#frame.setState("loading", "", "Loading…");
    this.#view = new TimeView({ service: element.dataset.service, host: this.#frame.plot, legend: this.#frame.legend, spoken: this.#frame.spoken });
    for (const name of ["op-theme", "op-zone"]) document.addEventListener(name, () => this.#redraw(), { signal: this.#clean.signal });
    this.#ticker = setInterval(() => this.#noteAge(), 1000);
    this.#beat = createHeartbeat(() => this.#ask());
    if (options.queries.length === 0) this.#settle();
    this.refresh();
  }

  // ---- data ----

  refresh() {
    if (this.#options.queries.length > 0) this.#beat.wake();
  }

  async #ask() {
    if (this.#dead || this.#options.queries.length === 0) return;
    this.#request?.abort();
    const request = (this.#request = new AbortController());
    const { width } = await sizeOf(this.#frame.plot);
    if (this.#dead || request.signal.aborted) return;
    const pixels = (width || 600) / (this.#options.kind === "bars" ? 6 : 1);
    const span = align(this.#options.from, this.#options.to, pixels);
    this.#element.setAttribute("aria-busy", "true");
    try {
      const [answer] = await Promise.all([load(this.#options.queries, span, request.signal, this.#options.title), TimeView.prepare()]);
      if (this.#dead || request.signal.aborted) return;
      this.#take(answer, span);
    } catch (error) {
      if (error.name === "AbortError" || this.#dead) return;
      this.#frame.setState("failed", "The chart can't be drawn", error.message);
    }
    this.#settle();
    this.#element.setAttribute("aria-busy", "false");
    this.#beat.later(this.#options.refreshSeconds);
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
    await TimeView.prepare();
    if (this.#dead) return;
    const times = columns[0];
    this.#span = this.#options.live ? this.#liveSpan(times) : { start: times[0] ?? 0, end: times.at(-1) ?? 1, step: 0 };
    this.#show(columns, series.map(one => ({ ...one, name: nameOf(one, this.#options.legend) || this.#options.title })));
    this.#frame.setState(times.length ? null : "empty", "No data", this.#options.empty);
  }

  /** Adds one column of points ([time, value…]) at the end; what is older than keepSeconds goes. */
  append(points) {
    if (this.#dead) return;
    this.#columns.forEach((column, i) => column.push(points[i] ?? null));
    const oldest = points[0] - this.#options.keepSeconds;
    const gone = this.#columns[0].findIndex(time => time >= oldest);
    if (gone > 0) for (const column of this.#columns) column.splice(0, gone);
    this.#span = this.#liveSpan(this.#columns[0]);
    this.#drawing ||= requestAnimationFrame(() => {
      this.#drawing = 0;
      if (!this.#dead && this.#active) this.#view.move(this.#columns, this.#span);
    });
  }

  #liveSpan(times) {
    const end = times.at(-1) ?? Date.now() / 1000;
    return { start: end - this.#options.keepSeconds, end, step: 0 };
  }

  // ---- drawing ----

  #show(columns, series) {
    this.#columns = columns;
    this.#series = series;
    // A name keeps its colour while the chart lives.
    for (const one of series) if (!this.#ranks.has(one.name)) this.#ranks.set(one.name, one.colour ?? this.#ranks.size);
    this.#frame.setTools(series.length > 0);
    this.#view.show(chartModel(this.#options, { columns, series, ranks: this.#ranks, span: this.#span }));
    this.#fillBelow();
  }

  #redraw() {
    this.#view.restyle();
    if (this.#series.length > 0) this.#show(this.#columns, this.#series);
  }

  #noteAge() {
    const answer = this.#answer;
    if (!answer || this.#series.length === 0) { this.#frame.setNote(""); return; }
    const age = answer.at ? Date.now() - answer.at : 0;
    const late = this.#options.refreshSeconds > 0 && document.documentElement.dataset.paused === undefined && age > Math.max(60000, this.#options.refreshSeconds * 3000);
    if (answer.stale || answer.error || late) this.#frame.setNote(`Stale · ${ageWords(age)}`, answer.error?.reason ?? "No newer answer has come.");
    else if (answer.warnings.length > 0) this.#frame.setNote("Partial", answer.warnings.join(" "));
    else this.#frame.setNote("");
    this.#element.toggleAttribute("data-stale", Boolean(answer.stale || answer.error || late));
  }

  // ---- tools ----

  async #tool(name) {
    const { title } = this.#options;
    if (name === "csv") download(new Blob([toCsv(this.#columns, this.#series)], { type: "text/csv" }), fileName(title) + ".csv");
    else if (name === "png") {
      if (this.#view.canvas) download(await toPicture(title, this.#view.canvas, this.#view.shownSeries, palette(), this.#view.over), fileName(title) + ".png");
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

  /** New options; asks again only when the question changed. */
  update(changed) {
    const before = this.#key();
    this.#options = { ...this.#options, ...changed };
    this.#frame.setTitle(this.#options.title, this.#options.about);
    if (before !== this.#key()) {
      this.#answer = null;
      this.#frame.setNote("");
    }
    this.#redraw();
    this.refresh();
  }

  /** False while the chart can't be seen: it stops asking, and catches up when it is seen again. */
  setActive(yes) {
    this.#active = yes;
    this.#beat.seen(yes);
  }

  /** What is drawn was put into another element, and goes on there. */
  moveTo(element) {
    this.#element = element;
    this.#frame.moveTo(element);
  }

  destroy() {
    this.#dead = true;
    this.#settle();
    this.#request?.abort();
    this.#clean.abort();
    this.#beat.end();
    clearInterval(this.#ticker);
    cancelAnimationFrame(this.#drawing);
    this.#view.destroy();
    this.#element.replaceChildren();
  }
}
