// One cell of a table, by its field's cellOptions.
import { fade, onGround, readable, textOn } from "../../chart/colours.js";
import { isSeries } from "../data/display.js";
import { linksOf } from "../data/links.js";
import { el, safeUrl } from "../dom.js";
import { harmless } from "./markdown.js";
import { sparkline } from "./sparkline.js";
import { alignOf } from "../table.js";

// As files before Grafana 9 name them.
const old = { "color-background": { type: "color-background", mode: "gradient" }, "color-background-solid": { type: "color-background", mode: "basic" }, "gradient-gauge": { type: "gauge", mode: "gradient" }, "lcd-gauge": { type: "gauge", mode: "lcd" }, basic: { type: "gauge", mode: "basic" }, "color-text": { type: "color-text" }, "json-view": { type: "json-view" }, image: { type: "image" } };

const optionsOf = custom => custom.cellOptions ?? old[custom.displayMode] ?? { type: "auto" };

/** What a column paints the whole row with, {background, color}; null when none does. The last that does wins. */
export function rowStyle(columns, row) {
  let found = null;
  for (const { field, custom, show } of columns) {
    const options = optionsOf(custom);
    if (options.type !== "color-background" || options.applyToRow !== true) continue;
    const { color } = show(field.values[row]);
    if (color) found = ground(color, options.mode);
  }
  return found;
}

const ground = (color, mode) => ({ background: mode === "gradient" ? `linear-gradient(120deg, ${color}, color-mix(in srgb, ${color} 80%, black))` : color, color: textOn(color) });

/** column: {field, custom, show, range}; row: its number; `whole`: rowStyle's. */
export function cellOf({ field, custom, show }, row, frame, answer, colours, whole = null) {
  const value = field.values[row];
  const shown = show(value);
  if (isSeries(value)) return seriesCell(value, shown, custom, colours);
  const options = optionsOf(custom);
  const data = { align: alignOf(field, custom), ...(typeof value === "number" ? { raw: String(value) } : {}), ...(options.wrapText || custom.wrapText ? { wrap: "" } : {}) };
  const links = linksOf(field, { value, text: shown.text, row, frame, from: answer.from, to: answer.to });
  const style = { ...whole };
  let content = shown.text;
  switch (options.type) {
    case "color-text":
      if (shown.color && !whole) style.color = readable(shown.color, colours.surface);
      break;
    case "color-background":
      if (shown.color && !(value == null && !shown.mapped)) Object.assign(style, ground(shown.color, options.mode));
      break;
    case "gauge":
      content = gauge(shown, value, options, colours);
      break;
    case "pill":
      content = el("div", { class: "op-cell-pills" }, pillsOf(value).map(one => pill(one, field, show, colours)));
      break;
    case "markdown":
      return el("td", { data: { ...data, wrap: "" }, style }, markdown(shown.text));
    case "json-view":
      content = el("pre", {}, typeof value === "object" && value !== null ? JSON.stringify(value) : shown.text);
      break;
    case "image":
      content = safeUrl(value)?.startsWith("data:") || String(value).startsWith("/") ? el("img", { src: value, alt: "", style: { height: "24px" } }) : shown.text;
      break;
    case "data-links":
      return el("td", { data, style }, el("div", { class: "op-cell-links" }, links.map(link => anchor(link, style, link.title))));
    case "sparkline":
      content = Array.isArray(value) ? sparkline(null, value, shown.color ?? colours.series(0)) ?? "–" : shown.text;
      break;
    default:
      // Mapped words have their colour in plain cells too.
      if (shown.mapped && shown.color && !whole) style.color = readable(shown.color, colours.surface);
  }
  if (links.length > 0) content = anchor(links[0], style, content);
  else if (typeof value === "string" && /^https?:\/\/\S+$/.test(value) && options.type === "auto") content = el("a", { href: value, rel: "noopener noreferrer", target: "_blank" }, value);
  return el("td", { data, style, title: shown.full ?? (shown.text.length > 24 ? shown.text : null) }, content);
}

/** What a cell of pills holds: the items of a JSON list, or words with commas between. Pure. */
export function pillsOf(value) {
  if (value === null || value === undefined || value === "") return [];
  if (typeof value !== "string") return [value];
  try {
    const list = JSON.parse(value);
    if (Array.isArray(list)) return list.map(String);
  } catch { /* words */ }
  return value.split(",").map(one => one.trim()).filter(Boolean);
}

// Words without a colour of their own have one by their letters, the same wherever they stand.
function pill(one, field, show, colours) {
  const shown = show(one);
  const own = shown.mapped || /^(fixed|thresholds|continuous)/.test(field.config.color?.mode ?? "") ? shown.color : null;
  const colour = own ?? colours.series([...String(one)].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) >>> 0, 7));
  const ground = onGround(colour, colours.surface, 0.2);
  return el("span", { style: { background: ground, color: readable(colour, ground) } }, shown.text);
}

// The bare words stand there until it is made.
function markdown(words) {
  const box = el("div", { class: "op-viz-text op-cell-markdown" }, words);
  harmless(words).then(html => { box.innerHTML = html; }, () => {});
  return box;
}

const anchor = ({ url, title, blank }, style, content) => el("a", { href: url, title, target: blank ? "_blank" : null, rel: blank ? "noopener" : null, style: style.color ? { color: "inherit" } : {} }, content);

// A line with the figure that stands for it beside.
function seriesCell({ times, values, value }, shown, custom, colours) {
  const line = sparkline(times, values, shown.color ?? colours.series(0), { spanNulls: custom.spanNulls });
  const words = custom.cellOptions?.hideValue ? null : el("span", {}, shown.text);
  return el("td", { data: value === null ? {} : { raw: String(value) } }, el("div", { class: "op-cell-series" }, line && el("span", { class: "op-cell-line" }, line), words));
}

function gauge(shown, value, { mode = "gradient", valueDisplayMode }, colours) {
  if (typeof value !== "number" || !Number.isFinite(value)) return shown.text;
  const color = shown.color ?? colours.series(0);
  const paint = mode === "gradient" ? `linear-gradient(90deg, ${fade(color, 0.45)}, ${color})` : mode === "lcd" ? `repeating-linear-gradient(90deg, ${color} 0 6px, transparent 6px 8px)` : color;
  return el("div", { class: "op-cell-gauge" },
    el("div", { class: "op-bar-track", role: "presentation" }, el("div", { class: "op-bar-fill", style: { width: `${Math.max(shown.percent * 100, 1)}%`, height: "100%", background: paint } })),
    valueDisplayMode === "hidden" ? null : el("span", { style: valueDisplayMode === "text" ? {} : { color: readable(color, colours.surface) } }, shown.text));
}
