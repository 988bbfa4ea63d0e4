// Bar gauge: a bar a value; plain, with a gradient, or as rows of lights.
import { fade, readable } from "../chart/colours.js";
import { continuousRamp, isContinuous } from "./data/schemes.js";
import { absoluteSteps, stepOf } from "./data/thresholds.js";
import { el } from "./dom.js";
import { emWidth, redrawn, tabAt } from "./parts/fit.js";
import { linked, shownValues } from "./parts/values.js";
import { lineStops } from "./parts/line-stops.js";

export const create = redrawn(draw);

function draw(body, answer, { colours, width, height, title }) {
  const { options } = answer.spec;
  const items = shownValues(answer, colours).slice(0, 200);
  if (items.length === 0) return true;
  const upright = options.orientation === "vertical" || ((options.orientation ?? "auto") === "auto" && width > height * 1.4 && items.length > 1 && items.length < width / 60);
  const named = (items.length > 1 || title === "") && options.namePlacement !== "hidden";
  // In a narrow panel the bars need the room more than the figures.
  const widest = Math.max(...items.map(item => emWidth(item.shown.text)));
  const size = Math.round(Math.min(Math.max(Math.min(upright ? (width / items.length) * 0.16 : (height / items.length) * 0.42, upright ? 22 : (width * 0.34) / (widest * 1.1)), 12), 22));
  // Bars begin and end at the same place in all rows.
  const room = { upright, named, size, width, name: Math.min(Math.max(...items.map(item => emWidth(item.title) * 13)) + 4, width * 0.32), value: widest * size * 1.1 + 6, above: named && !upright && (options.namePlacement === "top" || (options.namePlacement !== "left" && height / items.length > 46)) };
  const least = Math.max(options.minVizHeight ?? 16, 10);
  const bars = el("div", { class: "op-bars", tabindex: upright ? tabAt(items.length, options.minVizWidth ?? 8, width) : tabAt(items.length, Math.max(least, 18), height, 6), style: upright
    ? { "grid-template-columns": `repeat(${items.length}, minmax(${options.minVizWidth ?? 8}px, 1fr))` }
    : { "grid-auto-rows": `minmax(${room.above ? least + 18 : least}px, ${options.sizing === "manual" ? `${options.maxVizHeight ?? 300}px` : "1fr"})` } },
  items.map(item => one(item, options, room, colours)));
  body.replaceChildren(bars);
  return null;
}

function one(item, options, { upright, named, size, above, width, name: nameWidth, value: valueWidth }, colours) {
  const { shown } = item;
  const share = shown.missing ? 0 : shown.percent;
  const value = el("div", { class: "op-bar-value", style: { color: options.valueMode === "text" ? "" : readable(item.color, colours.surface), "font-size": `${size}px` } }, linked(item, shown.text));
  const name = named && el("div", { class: "op-bar-name", title: item.title }, item.title);
  const track = options.displayMode === "lcd" ? lights(item, share, upright, colours, width) : bar(item, share, options, upright, colours);
  const shownValue = options.valueMode === "hidden" ? null : value;
  const box = { class: "op-bar", role: "meter", "aria-label": item.title, "aria-valuenow": Number.isFinite(item.value) ? item.value : null, "aria-valuemin": finite(item.min), "aria-valuemax": finite(item.max), "aria-valuetext": shown.text };
  if (upright) return el("div", { ...box, style: { "grid-template-rows": `${shownValue ? "auto " : ""}minmax(0, 1fr)${name ? " auto" : ""}`, "text-align": "center" } }, shownValue && el("div", { style: { "text-align": "center" } }, centered(value)), track, name);
  if (above) return el("div", { ...box, style: { "grid-template-columns": `minmax(0, 1fr) ${shownValue ? `${valueWidth}px` : ""}`, "grid-template-rows": "auto minmax(0, 1fr)" } }, spanning(name), track, shownValue);
  return el("div", { ...box, style: { "grid-template-columns": `${name ? `${nameWidth}px ` : ""}minmax(0, 1fr) ${shownValue ? `${valueWidth}px` : ""}` } }, name, track, shownValue);
}

const finite = value => (Number.isFinite(value) ? value : null);
const centered = element => { element.style.textAlign = "center"; return element; };
const spanning = element => { element.style.gridColumn = "1 / -1"; return element; };

function bar(item, share, options, upright, colours) {
  const empty = options.showUnfilled === false;
  let paint = options.displayMode === "basic" ? fade(item.color, 0.75) : item.color;
  // The gradient is the whole scale's; the bar uncovers as much of it as it is long.
  if (options.displayMode === "gradient") paint = gradient(item, share, upright, colours);
  const length = `${Math.max(share * 100, 0.5)}%`;
  return el("div", { class: "op-bar-track", data: empty ? { bare: "" } : {} },
    el("div", { class: "op-bar-fill", style: { background: paint, width: upright ? "100%" : length, height: upright ? length : "100%", ...(options.displayMode === "basic" ? { [upright ? "border-top" : "border-right"]: `2px solid ${item.color}` } : {}) } }));
}

function gradient({ field, color, min, max }, share, upright, colours) {
  const stops = ["thresholds"].includes(field.config.color?.mode) || isContinuous(field.config.color?.mode) ? scaleStops(field, min, max, colours) : [[0, fade(color, 0.45)], [1, color]];
  const scaled = share > 0 ? 1 / share : 1;
  return `linear-gradient(${upright ? "0deg" : "90deg"}, ${stops.map(([at, colour]) => `${colour} ${Math.round(at * scaled * 1000) / 10}%`).join(", ")})`;
}

function scaleStops(field, min, max, colours) {
  if (isContinuous(field.config.color.mode)) return lineStops(field.config, colours, { min, max })(min, max);
  const steps = absoluteSteps(field.config.thresholds, min, max);
  return steps.map((step, i) => [i === 0 ? 0 : (step.value - min) / (max - min || 1), colours.named(step.color)]);
}

function lights(item, share, upright, colours, width) {
  const count = upright ? 24 : Math.min(Math.max(Math.floor(width / 14), 12), 60);
  const { min, max, field } = item;
  const steps = absoluteSteps(field.config.thresholds, min, max);
  const continuous = isContinuous(field.config.color?.mode) ? continuousRamp(field.config.color.mode, colours) : null;
  const colourAt = at => (continuous ? continuous(at) : steps.length && field.config.color?.mode === "thresholds" ? colours.named(stepOf(steps, min + (max - min) * at).color) : item.color);
  return el("div", { class: "op-lcd", style: upright ? { "flex-direction": "column-reverse" } : {} },
    Array.from({ length: count }, (_, i) => el("i", { style: { background: i / count < share ? colourAt(i / count) : fade(colourAt(i / count), 0.14) } })));
}
