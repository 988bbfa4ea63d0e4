// The line of one figure over the last 15 minutes, on a canvas of its own. Gaps stay gaps.
import { WINDOW } from "./host.js";

export class Spark {
  canvas = document.createElement("canvas");
  #colours = null;

  constructor() {
    this.canvas.className = "gpu-spark";
    this.canvas.setAttribute("aria-hidden", "true");
  }

  forgetColours() { this.#colours = null; }

  /** Draws, and gives the lowest and highest value and how long is covered; null when there is nothing. */
  draw(host, gpu, figure, limits) {
    const times = host.times, values = host.series[figure][gpu] ?? [];
    const canvas = this.canvas, width = canvas.clientWidth, height = canvas.clientHeight;
    const end = times[times.length - 1], start = end - WINDOW;
    let low = Infinity, high = -Infinity, first = null;
    for (let i = 0; i < values.length; i++) {
      if (values[i] === null || times[i] < start) continue;
      first ??= times[i];
      if (values[i] < low) low = values[i];
      if (values[i] > high) high = values[i];
    }
    // A young history fills the width; from 15 minutes on it moves through it.
    const covered = first === null ? 0 : end - first;
    const span = Math.min(WINDOW, Math.max(60_000, covered));
    if (width > 0 && height > 0) this.#paint(width, height, times, values, end - span, span, figure, limits, high, host.gap);
    if (first === null) return null;
    return { low, high, minutes: covered < 90_000 ? `${Math.max(1, Math.round(covered / 1000))} s` : `${Math.round(covered / 60_000)} min` };
  }

  #paint(width, height, times, values, start, span, figure, limits, high, gap) {
    const canvas = this.canvas, ratio = window.devicePixelRatio || 1;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    const context = canvas.getContext("2d");
    this.#colours ??= read(canvas);
    const limit = limits[figure] ?? null;
    const bottom = figure === "temperature" ? 20 : 0;
    const top = figure === "utilization" ? 100 : Math.max(limit ? limit * 1.04 : 0, Number.isFinite(high) ? high * 1.04 : 1, bottom + 1);
    const x = time => (time - start) / span * width;
    const y = value => height - 1 - (value - bottom) / (top - bottom) * (height - 3);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);

    context.lineWidth = 1;
    context.strokeStyle = this.#colours.grid;
    line(context, 0, height - 0.5, width);
    if (figure === "utilization") line(context, 0, Math.round(y(50)) + 0.5, width);
    if (figure !== "utilization" && limit) {
      context.strokeStyle = this.#colours.limit;
      context.setLineDash([3, 3]);
      line(context, 0, Math.round(y(limit)) + 0.5, width);
      context.setLineDash([]);
    }

    for (const [from, to] of runs(times, values, start, gap)) {
      context.beginPath();
      for (let i = from; i <= to; i++) context.lineTo(x(times[i]), y(values[i]));
      if (from === to) context.lineTo(x(times[from]) + 1, y(values[from]));
      context.strokeStyle = this.#colours.line;
      context.lineWidth = 1.4;
      context.lineJoin = "round";
      context.stroke();
      context.lineTo(x(times[to]), height);
      context.lineTo(x(times[from]), height);
      context.closePath();
      context.globalAlpha = 0.14;
      context.fillStyle = this.#colours.line;
      context.fill();
      context.globalAlpha = 1;
    }
  }
}

function* runs(times, values, start, gap) {
  let from = -1;
  for (let i = 0; i < values.length; i++) {
    const there = values[i] !== null && times[i] >= start;
    if (from >= 0 && (!there || times[i] - times[i - 1] > gap)) { yield [from, i - 1]; from = -1; }
    if (there && from < 0) from = i;
  }
  if (from >= 0) yield [from, values.length - 1];
}

function line(context, x, y, width) {
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(width, y);
  context.stroke();
}

function read(canvas) {
  const style = getComputedStyle(canvas);
  return { line: style.getPropertyValue("--op-series-1").trim(), grid: style.getPropertyValue("--op-grid-line").trim(), limit: style.getPropertyValue("--op-bad").trim() };
}
