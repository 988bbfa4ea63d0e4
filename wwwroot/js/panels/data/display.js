// What a value of a field looks like: its words, unit, colour and place between min and max.
import { format, text as write } from "../../units.js";
import { fullMoment } from "../../units/moments.js";
import { continuousRamp, isContinuous } from "./schemes.js";
import { mapped } from "./mappings.js";
import { statsOf } from "./reducers.js";
import { absoluteSteps, stepOf } from "./thresholds.js";
import { mix, parse, write as colourText } from "../../chart/colours.js";

/**
 * For a field: (value) => {text, number, unit, color, percent, mapped, icon, full}; `full` is the time behind a short word for it. `color` is null where the mode gives none of its own (text).
 * `index` is the field's place among the panel's, for the palette; `range` the data's {min, max} for fields without their own.
 */
export function displayOf(field, colours, { index = 0, range = null } = {}) {
  const { unit, decimals = null, noValue, mappings, min = range?.min, max = range?.max, textBefore = "", textBehind = "" } = field.config;
  const steps = absoluteSteps(field.config.thresholds, min, max);
  const colourAt = colourMode(field.config, colours, steps, index, min, max, field.name);
  const kept = new Map();

  function show(value) {
    if (typeof value === "string" && field.type === "number") value = Number(value);
    const map = mapped(mappings, value);
    // A figure in a column of texts is one where the column has a unit.
    if (field.type === "string" && isFigure(value) && unit && unit !== "string") value = Number(value);
    const number = typeof value === "boolean" ? Number(value) : value;
    const isNumber = typeof number === "number" && field.type !== "time";
    const percent = isNumber && Number.isFinite(number) && max > min ? Math.min(Math.max((number - min) / (max - min), 0), 1) : 0;
    const color = map?.color ? colours.named(map.color) : colourAt(isNumber ? number : null);
    if (map?.text != null && map.text !== "") return { text: map.text, number: map.text, unit: "", color, percent, mapped: true, icon: map.icon };
    if (value == null || value === "") return { text: noValue ?? (value === "" ? "" : "–"), number: noValue ?? "–", unit: "", color, percent: 0, missing: true };
    if (field.type === "time") return { ...one(write(number, unit && unit !== "none" ? unit : "dateTimeAsIso"), color, percent), full: fullMoment(number, unit) };
    if (typeof value === "string") return one(value, color, percent);
    if (typeof value === "boolean" && !unit?.startsWith("bool")) return one(value ? "true" : "false", color, percent);
    if (isSeries(value)) return { ...show(value.value), percent: 0 };
    if (typeof value === "object") return one(JSON.stringify(value), color, percent);
    const parts = format(number, unit, decimals);
    // What an old single figure had around it.
    return { text: textBefore + write(number, unit, decimals) + textBehind, number: textBefore + parts.number, unit: parts.unit + textBehind, color, percent, full: fullMoment(number, unit) };
  }

  return value => {
    if (kept.has(value)) return kept.get(value);
    const shown = show(value);
    if (kept.size < 2000) kept.set(value, shown);
    return shown;
  };
}

const isFigure = value => typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value));

/** A series in a cell, as timeSeriesTable makes them: {value, times, values}. */
export const isSeries = value => typeof value === "object" && value !== null && Array.isArray(value.times) && Array.isArray(value.values);

const one = (text, color, percent) => ({ text, number: text, unit: "", color, percent });

/** A number with a field's unit and decimals, no mapping; for axes and legends. */
export const writer = ({ unit, decimals = null }) => value => write(value, unit, decimals);

/** The field's one colour, as a line of it has: of the palette, fixed, or by its last (min, max) value. */
export function fieldColour(field, colours, { index = 0, range = null }) {
  const mode = field.config.color?.mode ?? "palette-classic";
  if (mode === "fixed" && field.config.color.fixedColor) return colours.named(field.config.color.fixedColor);
  if (mode === "thresholds" || isContinuous(mode)) {
    const stats = statsOf(field.values);
    const by = { min: stats.min, max: stats.max }[field.config.color?.seriesBy] ?? stats.lastNotNull;
    return displayOf(field, colours, { index, range })(by ?? null).color ?? colours.series(index);
  }
  return colourMode(field.config, colours, [], index, 0, 0, field.name)(null) ?? colours.series(index);
}

function colourMode(config, colours, steps, index, min, max, name) {
  const { mode = steps.length > 1 ? "thresholds" : "none", fixedColor } = config.color ?? {};
  if (mode === "thresholds") return value => { const step = stepOf(steps, value ?? -Infinity); return step ? colours.named(step.color) : null; };
  if (mode === "fixed") return () => colours.named(fixedColor ?? "text");
  if (mode === "shades") return () => shade(colours.named(fixedColor ?? "green"), index);
  if (mode === "palette-classic" || mode === "palette-saturated") return () => colours.series(index);
  if (mode === "palette-classic-by-name") return () => colours.series(hash(name ?? ""));
  if (isContinuous(mode)) {
    const at = continuousRamp(mode, colours);
    return value => at(value == null || !(max > min) ? 0 : (value - min) / (max - min));
  }
  return () => null;
}

// The same hue, lighter and darker by turns.
function shade(colour, index) {
  const parts = parse(colour) ?? [128, 128, 128];
  const step = Math.ceil(index / 2) * 0.18;
  return colourText(mix(parts, index % 2 ? [255, 255, 255] : [0, 0, 0], Math.min(step, 0.7)));
}

const hash = words => [...words].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) >>> 0, 7);
