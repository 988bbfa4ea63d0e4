// A canvas with a time axis that uPlot doesn't draw (heatmap, states): its ticks, crosshair, keys, drag to zoom, bands.
import { fullTime, formatter } from "../zone.js";
import { hoverAt } from "./crosshair.js";
import { createOverlay } from "./overlay.js";
import { palette } from "./palette.js";
import { pinTip } from "./pinned-tip.js";
import { pointerTip } from "./tooltip.js";
import { zoomBack, zoomTo } from "./zoom.js";

const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800, 1209600, 2592000, 7776000];
const pad = { top: 8, right: 10, bottom: 22 };

export class TimeBox {
  #host; #canvas; #area; #overlay; #clean = new AbortController(); #span = { start: 0, end: 1 }; #left = 40; #paint = null; #tip = null; #range = () => ["now-1h", "now"]; #spoken; #at = null; #times = []; #resize; #box = { left: 0, top: 0, width: 1, height: 1 };

  /** `host` is sized by the page. */
  constructor({ host, spoken }) {
    [this.#host, this.#spoken] = [host, spoken];
    host.dataset.timeAxis = "";
    host.tabIndex = 0;
    host.setAttribute("role", "group");
    host.setAttribute("aria-roledescription", "chart");
    this.#canvas = document.createElement("canvas");
    this.#area = document.createElement("div");
    this.#area.className = "op-canvas-area";
    host.append(this.#canvas, this.#area);
    this.#overlay = createOverlay(() => this.#span, { host });
    this.#overlay.attach(this.#area, this.#area);
    this.#listen();
    this.#resize = new ResizeObserver(() => this.paint());
    this.#resize.observe(host);
  }

  /** For exports: the canvas, and what lies over it. */
  get picture() {
    const ratio = devicePixelRatio || 1;
    const { left, top, width, height } = this.#box;
    return { canvas: this.#canvas, over: { left: left * ratio, top: top * ratio, width: width * ratio, height: height * ratio, ...this.#overlay.picture() } };
  }

  /**
   * span {start, end} in Unix seconds; left: pixels of the value axis; times: instants that the keys step through; paint(ctx, box) draws, in CSS pixels, into
   * {left, top, width, height, x(seconds)}; tip(seconds, y as 0..1 from the top) gives {head, rows} or null; range() the range of the URL.
   */
  show({ span, left, times, paint, tip, range, label }) {
    [this.#span, this.#left, this.#times, this.#paint, this.#tip, this.#range] = [span, left, times, paint, tip, range];
    this.#host.setAttribute("aria-label", `${label}. Arrow keys step through the points, P pins the instant.`);
    this.paint();
    this.#overlay.update();
  }

  paint() {
    const { clientWidth: width, clientHeight: height } = this.#host;
    if (!this.#paint || width < 20 || height < 20) return;
    const ratio = devicePixelRatio || 1;
    Object.assign(this.#canvas, { width: Math.round(width * ratio), height: Math.round(height * ratio) });
    const box = { left: this.#left, top: pad.top, width: Math.max(width - this.#left - pad.right, 10), height: Math.max(height - pad.top - pad.bottom, 10) };
    box.x = seconds => box.left + ((seconds - this.#span.start) / (this.#span.end - this.#span.start)) * box.width;
    this.#box = box;
    Object.assign(this.#area.style, { left: `${box.left}px`, top: `${box.top}px`, width: `${box.width}px`, height: `${box.height}px` });
    const ctx = this.#canvas.getContext("2d");
    ctx.scale(ratio, ratio);
    const colours = palette();
    ctx.font = `11px ${colours.font}`;
    this.#axis(ctx, box, colours);
    this.#paint(ctx, box);
  }

  #axis(ctx, box, colours) {
    const { start, end } = this.#span;
    const step = steps.find(one => (end - start) / one <= box.width / 70) ?? steps.at(-1);
    // Ticks stand at whole steps of the viewer's clock.
    const shift = formatterShift(start);
    const form = step >= 86400 ? dayWords : step >= 60 ? minuteWords : secondWords;
    ctx.textAlign = "center";
    ctx.textBaseline = "top";
    for (let at = Math.ceil((start + shift) / step) * step - shift; at <= end; at += step) {
      const x = Math.round(box.x(at)) + 0.5;
      ctx.strokeStyle = colours.line;
      ctx.beginPath();
      ctx.moveTo(x, box.top);
      ctx.lineTo(x, box.top + box.height);
      ctx.stroke();
      ctx.fillStyle = colours.text;
      ctx.fillText(form(at * 1000), Math.min(Math.max(x, box.left + 14), box.left + box.width - 14), box.top + box.height + 6);
    }
  }

  #listen() {
    const { signal } = this.#clean;
    const area = this.#area;
    let drag = null;
    const select = document.createElement("div");
    select.className = "op-viz-select";
    const share = event => {
      const box = area.getBoundingClientRect();
      return [Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1), Math.min(Math.max((event.clientY - box.top) / box.height, 0), 1)];
    };
    const seconds = x => this.#span.start + x * (this.#span.end - this.#span.start);
    area.addEventListener("pointermove", event => {
      const [x, y] = share(event);
      hoverAt(seconds(x), this);
      this.#say(seconds(x), y, event.clientX, event.clientY);
      if (drag === null || Math.abs(x - drag) * area.clientWidth < 6) return;
      if (!select.isConnected) area.append(select);
      Object.assign(select.style, { left: `${Math.min(x, drag) * 100}%`, width: `${Math.abs(x - drag) * 100}%` });
    }, { signal });
    area.addEventListener("pointerleave", () => { if (drag === null) this.#leave(); }, { signal });
    area.addEventListener("pointerdown", event => { if (event.button === 0 && !event.target.closest(".op-mark")) { drag = share(event)[0]; area.setPointerCapture(event.pointerId); } }, { signal });
    area.addEventListener("pointerup", event => {
      const from = drag;
      drag = null;
      select.remove();
      if (from === null) return;
      const [to, y] = share(event);
      if (Math.abs(to - from) * area.clientWidth < 6) this.#keep(this.#tip?.(seconds(to), y), event.clientX, event.clientY, false);
      else zoomTo(this.#host, Math.floor(seconds(Math.min(from, to))) * 1000, Math.ceil(seconds(Math.max(from, to))) * 1000, this.#range());
    }, { signal });
    area.addEventListener("pointercancel", () => { drag = null; select.remove(); this.#leave(); }, { signal });
    this.#host.addEventListener("dblclick", () => zoomBack(this.#range()), { signal });
    this.#host.addEventListener("keydown", event => this.#step(event.key) && event.preventDefault(), { signal });
    this.#host.addEventListener("blur", () => this.#at !== null && this.#leave(), { signal });
  }

  #say(at, y, clientX, clientY) {
    const said = this.#tip?.(at, y);
    if (said) pointerTip.show(said.head, said.rows, clientX, clientY);
    else pointerTip.hide();
  }

  // What the tooltip says stays, with its links.
  #keep(said, x, y, focus) {
    if (!said) return;
    pointerTip.hide();
    pinTip({ ...said, x, y, back: this.#host, focus });
  }

  #step(key) {
    if (key === "Enter" && this.#at !== null) {
      const box = this.#area.getBoundingClientRect();
      this.#keep(this.#tip?.(this.#times[this.#at], null), box.left + ((this.#times[this.#at] - this.#span.start) / (this.#span.end - this.#span.start)) * box.width, box.top, true);
      return true;
    }
    const moves = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10, Home: -Infinity, End: Infinity };
    if (key === "Escape" && this.#at !== null) { this.#leave(); return true; }
    if (!(key in moves) || this.#times.length === 0) return false;
    const now = this.#at ?? (moves[key] < 0 ? this.#times.length : -1);
    this.#at = Math.min(Math.max(now + moves[key], 0), this.#times.length - 1);
    const at = this.#times[this.#at];
    hoverAt(at, this);
    const box = this.#area.getBoundingClientRect();
    const said = this.#tip?.(at, null);
    pointerTip.show(said?.head ?? fullTime(at * 1000), said?.rows ?? [], box.left + ((at - this.#span.start) / (this.#span.end - this.#span.start)) * box.width, box.top);
    this.#spoken.textContent = `${said?.head ?? fullTime(at * 1000)}: ${(said?.rows ?? []).slice(0, 6).map(row => `${row.name} ${row.text}`).join(", ") || "nothing"}`;
    return true;
  }

  #leave() {
    this.#at = null;
    pointerTip.hide();
    hoverAt(null, this);
  }

  destroy() {
    this.#clean.abort();
    this.#resize.disconnect();
    this.#overlay.destroy();
    this.#leave();
    this.#paint = this.#tip = null;
  }
}

const minuteWords = ms => formatter("minute", { hour: "2-digit", minute: "2-digit" }).format(ms);
const secondWords = ms => formatter("clock-s", { hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(ms);
const dayWords = ms => formatter("day", { month: "2-digit", day: "2-digit" }).format(ms);

// Seconds that the shown zone is ahead of UTC.
function formatterShift(seconds) {
  const parts = Object.fromEntries(formatter("shift", { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit" }).formatToParts(seconds * 1000).map(part => [part.type, Number(part.value)]));
  return Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second) / 1000 - Math.floor(seconds);
}
