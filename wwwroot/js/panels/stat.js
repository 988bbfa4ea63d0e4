// Stat: big numbers, each with its colour and a line behind it.
import { fade, readable, textOn } from "../chart/colours.js";
import { text } from "../units.js";
import { el } from "./dom.js";
import { emWidth, fontFor, gridFor, redrawn, tabAt } from "./parts/fit.js";
import { sparkline } from "./parts/sparkline.js";
import { linked, shownValues } from "./parts/values.js";

export const create = redrawn(draw);

function draw(body, answer, { colours, width, height, title }) {
  const items = shownValues(answer, colours).slice(0, 200);
  if (items.length === 0) return true;
  const { options } = answer.spec;
  const { columns, rows } = gridFor(items.length, width, height, options.orientation ?? "auto");
  const cell = { width: (width - 16 - (columns - 1) * 8) / columns, height: Math.max((height - 12 - (rows - 1) * 8) / rows, 34) };
  const names = wantsName(options.textMode ?? "auto", items, title);
  // One size for all numbers of a panel: they are read side by side.
  const parts = items.map(item => layout(item, options, names, cell));
  const size = Math.min(...parts.map(part => part.size));
  const grid = el("div", { class: "op-viz-grid", tabindex: tabAt(rows, 34, height), style: { "grid-template-columns": `repeat(${columns}, minmax(0, 1fr))`, "grid-auto-rows": `minmax(34px, 1fr)` } },
    items.map((item, i) => one(item, options, { ...parts[i], size: Math.min(options.text?.valueSize || size, size, parts[i].size), nameSize: Math.min(options.text?.titleSize || parts[i].nameSize, cell.height * 0.4) }, names, colours, cell)));
  body.replaceChildren(grid);
  return null;
}

function wantsName(mode, items, title) {
  if (mode === "name" || mode === "value_and_name") return true;
  if (mode === "value" || mode === "none") return false;
  return items.length > 1 || (title === "" && Boolean(items[0].title));
}

function layout(item, options, names, { width, height }) {
  const wide = names && options.wideLayout !== false && width / height > 5.5 && height < 60;
  // What stands behind the number is smaller than it, and needs its room too.
  const words = options.textMode === "name" ? item.title : item.shown.number + (item.shown.unit ? ` ${item.shown.unit}` : "") + (options.showPercentChange ? " ▲ 99%" : "");
  const nameSize = names ? Math.min(Math.max(height * 0.17, 11), 22) : 0;
  const room = names && !wide ? height - nameSize * 1.5 : height;
  const graph = options.graphMode === "area" && item.values.length > 1 && height > 70;
  const across = (wide ? width * 0.5 : width) - 16;
  const size = fontFor(words, across, room * (graph ? 0.56 : 0.8), { least: 12, most: 84 });
  return { wide, nameSize, graph, size, wraps: emWidth(words) * size > across };
}

function one(item, options, { wide, size, nameSize, graph, wraps }, names, colours, cell) {
  const { shown, color } = item;
  const mode = options.colorMode ?? "value";
  const filled = mode === "background" || mode === "background_solid";
  const ink = filled ? textOn(color, size >= 32) : mode === "value" ? readable(color, colours.surface) : colours.text;
  const style = filled ? { background: mode === "background" ? `linear-gradient(120deg, ${color}, color-mix(in srgb, ${color} 76%, black))` : color, color: ink } : {};
  const centered = options.justifyMode === "center" || (options.justifyMode !== "left" && !names && !graph);
  const line = graph ? sparkline(item.time?.values ?? null, item.values, filled ? fade(ink, 0.7) : color, { min: item.field.config.min, max: item.field.config.max, fill: filled ? 0.25 : 0.16, spanNulls: item.field.config.custom?.spanNulls }) : null;
  if (line) line.style.height = `${Math.round(cell.height * 0.42)}px`;
  const value = el("div", { class: "op-stat-value", style: { "font-size": `${size}px`, color: ink } }, linked(item, shown.number, shown.unit && el("span", { class: "op-stat-unit" }, shown.unit)), change(item, options, filled ? null : colours));
  const name = el("div", { class: "op-stat-name", title: item.title, style: { "font-size": `${nameSize}px`, ...(filled ? { color: ink } : {}) } }, item.title);
  const onlyName = options.textMode === "name";
  return el("div", { class: "op-stat", role: "group", "aria-label": `${item.title}: ${shown.text}`, title: shown.full ?? null, data: { ...(wide ? { wide: "" } : {}), ...(wraps ? { wraps: "" } : {}), justify: centered ? "center" : "left" }, style: { ...style, ...(line && !wide ? { "padding-bottom": `${Math.round(cell.height * 0.24)}px` } : {}) } },
    line, names && (onlyName ? el("div", { class: "op-stat-value", style: { "font-size": `${size}px`, color: ink } }, item.title) : name), onlyName || options.textMode === "none" ? null : value);
}

// Up is good unless the file says otherwise; on a ground of its own colour it is as the figure.
function change({ values }, { showPercentChange, percentChangeColorMode = "standard" }, colours) {
  if (!showPercentChange) return null;
  const share = changeOf(values);
  if (share === null) return null;
  const good = percentChangeColorMode === "inverted" ? share < 0 : share > 0;
  const style = colours && share !== 0 && percentChangeColorMode !== "same_as_value" ? { color: readable(colours.named(good ? "green" : "red"), colours.surface) } : {};
  return el("span", { class: "op-stat-change", style }, `${share > 0 ? "▲" : share < 0 ? "▼" : ""} ${text(Math.abs(share), "percentunit", 1)}`);
}

/** How much the last figure is above the first, as a share of it; null when there are not two, or it begins with 0. */
export function changeOf(values) {
  const real = values.filter(value => typeof value === "number" && Number.isFinite(value));
  return real.length < 2 || real[0] === 0 ? null : (real.at(-1) - real[0]) / Math.abs(real[0]);
}
