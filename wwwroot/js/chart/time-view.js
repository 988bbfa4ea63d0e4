// Lines over time, as every chart of the portal has them: drawing, legend, tooltip, crosshair, bands, keys, zoom, words.
// It is given a model and knows nothing of where the points come from:
//   {title, kindWords, columns: [times in Unix seconds, values…], span: {start, end},
//    series: [{name, colour, scale, style (styles.js), stack: {mode, group} | null, negative, below: series index, hideFrom: {legend, tooltip}, write(value)}],
//    scales: {key: {unit, write(mark), range(low, high), side: 3 | 1, label, hidden, grid, distr, log, linear, colour, whole, thresholds}} first one has the grid,
//    exemplars: [{at, value, scale, colour, rows}] (optional); a series may have links(index), [{title, url, blank}],
//    legend: {as, calcs, sortBy, sortDown}, tooltip: {mode: single | multi | none, sort: asc | desc | none, hideZeros}, range: () => [from, to] as in the URL, service}
import { fullTime } from "../zone.js";
import { hoverAt, watchCrosshair } from "./crosshair.js";
import { exemplarAt, exemplarsNear } from "./exemplars.js";
import { createLegend } from "./legend.js";
import { loadLibrary } from "./library.js";
import { createOverlay } from "./overlay.js";
import { palette } from "./palette.js";
import { closeTip, pinTip } from "./pinned-tip.js";
import { sizeOf } from "./size.js";
import { createPlot, isLow } from "./plot.js";
import { stackColumns } from "./stacking.js";
import { createTip, pointerTip } from "./tooltip.js";
import { formOf, labelOf, rowsAt, spokenAt } from "./reading.js";
import { zoomBack, zoomTo } from "./zoom.js";
import { fade } from "./colours.js";

const moves = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10, Home: -Infinity, End: Infinity };

// No series is near to a crosshair that no pointer holds, so none is put before the others.
const farAway = -1e5;

export class TimeView {
  #host; #spoken; #legend; #overlay; #uPlot = null; #plot = null; #model = null; #shown = []; #hidden = new Set(); #form = "";
  #hover = false; #tip = null; #stop; #clean = new AbortController(); #resize; #dead = false; #keyed = false;

  /** `host` gets the canvas (it is sized by the page), `legend` the legend, `spoken` what is said at key strokes. */
  constructor({ host, legend, spoken, service }) {
    [this.#host, this.#spoken] = [host, spoken];
    host.dataset.timeAxis = "";
    this.#legend = createLegend(legend, { onPick: (i, add) => this.#pick(i, add), onPoint: i => this.#focus(i) });
    this.#overlay = createOverlay(() => this.span, { ownCrosshair: true, service, host });
    this.#stop = watchCrosshair(hover => this.#follow(hover));
    this.#listen();
    this.#resize = new ResizeObserver(() => this.fit());
    this.#resize.observe(host);
  }

  /** The drawing library may be fetched before there are points. */
  static prepare() { return loadLibrary(); }

  get span() { return this.#model?.span ?? { start: 0, end: 1 }; }
  get #exemplars() { return this.#model?.exemplars ?? []; }

  /** For exports: what lies over the canvas, in its pixels. */
  get over() { return { ...this.#plot.bbox, ...this.#overlay.picture() }; }

  get canvas() { return this.#plot?.ctx.canvas ?? null; }
  get shownSeries() { return this.#model?.series.filter((_, i) => this.#shown[i]) ?? []; }

  /** Draws the model; a model of the same form as the last only moves its points. */
  async show(model) {
    this.#uPlot ??= await loadLibrary();
    if (this.#dead) return;
    this.#model = model;
    this.#shown = model.series.map(one => !this.#hidden.has(one.name));
    if (!this.#shown.includes(true)) this.#shown.fill(true);
    const form = formOf(model);
    if (this.#plot && form === this.#form) {
      this.#plot.setData(this.#drawn().columns);
      this.#legend.fill(model.columns);
    } else {
      this.#form = form;
      this.#drawLegend();
      const size = await sizeOf(this.#host);
      if (this.#dead || this.#model !== model) return;
      this.#buildPlot(size);
    }
    this.#host.setAttribute("aria-label", labelOf(model));
    this.#overlay.update();
  }

  /** New points of the same series, quickly: for live charts. */
  move(columns, span) {
    if (!this.#plot) return;
    this.#model.columns = columns;
    this.#model.span = span;
    this.#plot.setData(this.#drawn().columns);
    this.#legend.fill(columns);
  }

  #drawn() {
    const { columns, series } = this.#model;
    return series.some(one => one.stack || one.negative) ? stackColumns(columns, series, this.#shown) : { columns, bands: [] };
  }

  #build() {
    this.#drawLegend();
    this.#buildPlot({ width: this.#host.clientWidth, height: this.#host.clientHeight });
  }

  #drawLegend() {
    const { legend, series, columns } = this.#model;
    this.#legend.draw(legend, series, this.#shown);
    this.#legend.fill(columns);
  }

  #buildPlot(size) {
    this.#plot?.destroy();
    this.#plot = null;
    const { series } = this.#model;
    if (series.length === 0) return;
    const drawn = this.#drawn();
    const below = series.flatMap((one, i) => (one.below >= 0 && this.#shown[i] && this.#shown[one.below] ? [{ series: [i + 1, one.below + 1] }] : []));
    this.#plot = createPlot(this.#uPlot, this.#host, {
      size: { width: Math.max(size.width, 60), height: Math.max(size.height, 40) }, model: this.#model, columns: drawn.columns, bands: [...drawn.bands, ...below], shown: this.#shown, colours: { ...palette(), fade }, span: () => this.span, exemplars: () => this.#exemplars,
      onCursor: plot => this.#cursor(plot),
      onSelect: (from, to) => zoomTo(this.#host, from * 1000, to * 1000, this.#model.range()),
    });
    this.#overlay.attach(this.#plot.over, this.#plot.under);
  }

  fit() {
    const { clientWidth, clientHeight } = this.#host;
    if (!this.#plot || clientWidth === 0 || clientHeight === 0 || (this.#plot.width === clientWidth && this.#plot.height === clientHeight)) return;
    if (isLow(this.#plot.height) !== isLow(clientHeight)) this.#build();
    else this.#plot.setSize({ width: clientWidth, height: clientHeight });
  }

  #pick(i, add) {
    const { series } = this.#model;
    const alone = this.#shown.every((yes, s) => yes === (s === i));
    if (add) this.#shown[i] = !this.#shown[i];
    else this.#shown = this.#shown.map((_, s) => alone || s === i);
    if (!this.#shown.includes(true)) this.#shown.fill(true);
    this.#hidden = new Set(series.filter((_, s) => !this.#shown[s]).map(one => one.name));
    this.#build();
    this.#legend.focus(i);
  }

  #focus(i) {
    this.#plot?.setSeries(i === null ? null : i + 1, { focus: true }, false);
  }

  // ---- cursor ----

  #cursor(plot) {
    if (!this.#hover && !this.#keyed) return;
    const { idx, left, top } = plot.cursor;
    if (idx == null || left < 0) { pointerTip.hide(); hoverAt(null, this); return; }
    hoverAt(this.#model.columns[0][idx], this);
    const exemplar = this.#hover ? exemplarAt(plot, this.#exemplars, left, top) : null;
    if (exemplar) {
      const box = plot.over.getBoundingClientRect();
      pointerTip.show(fullTime(exemplar.at * 1000), exemplar.rows, box.left + left, box.top + top);
      return;
    }
    this.#say(pointerTip, plot, idx, left, this.#hover ? top : 0, this.#hover);
  }

  #say(tip, plot, idx, left, top, pointed) {
    const { tooltip, columns } = this.#model;
    if (tooltip.mode === "none") return;
    const rows = rowsAt(this.#model, this.#shown, idx, pointed ? within => this.#nearest(plot, idx, top, within) : null);
    const box = plot.over.getBoundingClientRect();
    tip.show(fullTime(columns[0][idx] * 1000), rows, box.left + left, box.top + top);
  }

  // The tooltip stays, with the links of its values: at an exemplar that of this one, by keys with those around the point.
  #keep(left, top, byKey) {
    const plot = this.#plot;
    if (!plot) return;
    const { columns, series } = this.#model;
    const idx = byKey ? plot.cursor.idx : plot.posToIdx(left);
    if (idx == null || columns[0][idx] === undefined) return;
    const exemplar = byKey ? null : exemplarAt(plot, this.#exemplars, left, top);
    const rows = exemplar ? exemplar.rows : [
      ...rowsAt(this.#model, this.#shown, idx, byKey ? null : within => this.#nearest(plot, idx, top, within)).map(row => ({ ...row, links: series[row.i]?.links?.(idx) })),
      ...(byKey ? exemplarsNear(this.#exemplars, columns[0], idx).flatMap(one => one.rows) : []),
    ];
    const box = plot.over.getBoundingClientRect();
    pointerTip.hide();
    pinTip({ head: fullTime((exemplar?.at ?? columns[0][idx]) * 1000), rows, x: box.left + left, y: box.top + top, back: this.#host, focus: byKey });
  }

  #nearest(plot, idx, top, within) {
    let [best, distance] = [-1, within];
    plot.data.slice(1).forEach((column, i) => {
      if (!this.#shown[i] || column[idx] == null) return;
      const away = Math.abs(plot.valToPos(column[idx], this.#model.series[i].scale) - top);
      if (away < distance) [best, distance] = [i, away];
    });
    return best;
  }

  // Another chart's crosshair, here too; with its tooltip where the dashboard shares those.
  #follow(hover) {
    const plot = this.#plot;
    if (!plot || hover?.source === this) { this.#tip?.hide(); return; }
    const left = hover ? plot.valToPos(hover.at, "x") : -10;
    const inside = hover && left >= 0 && left <= plot.over.clientWidth;
    plot.setCursor(inside ? { left, top: farAway } : { left: -10, top: -10 }, false);
    if (!inside || this.#host.closest("[data-graph-tooltip]")?.dataset.graphTooltip !== "2") { this.#tip?.hide(); return; }
    this.#tip ??= createTip();
    if (plot.cursor.idx != null) this.#say(this.#tip, plot, plot.cursor.idx, left, 8, false);
  }

  #step(key) {
    const plot = this.#plot;
    const times = this.#model?.columns[0] ?? [];
    if (!plot || times.length === 0) return false;
    if (key === "Enter" && this.#keyed) { this.#keep(plot.cursor.left, 0, true); return true; }
    if (key === "Escape" && this.#keyed) { this.#leave(); return true; }
    if (!(key in moves)) return false;
    const now = plot.cursor.idx ?? (moves[key] < 0 ? times.length : -1);
    const next = Math.min(Math.max(now + moves[key], 0), times.length - 1);
    this.#keyed = true;
    plot.setCursor({ left: plot.valToPos(times[next], "x"), top: farAway });
    this.#spoken.textContent = spokenAt(this.#model, this.#shown, next);
    return true;
  }

  #leave() {
    this.#keyed = false;
    this.#plot?.setCursor({ left: -10, top: -10 });
    pointerTip.hide();
    hoverAt(null, this);
  }

  // ---- life ----

  #listen() {
    const { signal } = this.#clean;
    const host = this.#host;
    host.addEventListener("pointerenter", () => (this.#hover = true), { signal });
    host.addEventListener("pointerleave", () => { this.#hover = false; this.#leave(); }, { signal });
    // A click, not the end of a drag; the second one of two zooms out.
    let down = null;
    host.addEventListener("pointerdown", event => (down = [event.clientX, event.clientY]), { signal });
    host.addEventListener("click", event => {
      const over = this.#plot?.over;
      if (!over?.contains(event.target) || event.target.closest("a") || event.detail > 1 || !down || Math.hypot(event.clientX - down[0], event.clientY - down[1]) > 5) return;
      const box = over.getBoundingClientRect();
      this.#keep(event.clientX - box.left, event.clientY - box.top, false);
    }, { signal });
    host.addEventListener("blur", () => this.#keyed && this.#leave(), { signal });
    host.addEventListener("keydown", event => this.#step(event.key) && event.preventDefault(), { signal });
    host.addEventListener("dblclick", () => {
      closeTip();
      if (this.#model) zoomBack(this.#model.range());
    }, { signal });
    window.addEventListener("scroll", () => this.#plot?.syncRect(true), { signal, passive: true, capture: true });
  }

  /** Draws anew from the style sheet of now; the caller gives a model with new colours first where it keeps any. */
  restyle() {
    if (!this.#model) return;
    this.#form = "";
  }

  destroy() {
    this.#dead = true;
    this.#stop();
    this.#clean.abort();
    this.#resize.disconnect();
    this.#overlay.destroy();
    this.#tip?.remove();
    this.#plot?.destroy();
    this.#plot = null;
    pointerTip.hide();
    hoverAt(null, this);
  }
}
