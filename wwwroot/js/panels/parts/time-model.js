// From a panel's answer to the model of chart/time-view.js: names, colours, styles, axes, legend, tooltip.
import { onGround } from "../../chart/colours.js";
import { insertNulls, spanGaps } from "../../chart/gaps.js";
import { extent } from "../../chart/stacking.js";
import { displayOf, fieldColour, writer } from "../data/display.js";
import { timeSeries } from "../data/fields.js";
import { linksOf } from "../data/links.js";
import { exemplarsOf } from "./exemplar-model.js";
import { hidesZeros, legendOf } from "./legend-model.js";
import { scaleKey, scalesOf } from "./scales.js";
import { lineStops } from "./line-stops.js";

const dashes = { dash: [10, 8], dot: [1, 6], square: [6, 6] };

/** `context` brings {colours, title, range: () => [from, to]}. */
export function timeModel(answer, { colours, title, range }) {
  const { options } = answer.spec;
  const { times, entries } = timeSeries(answer.frames);
  const names = distinct(entries.map(({ field }) => field.display));
  const data = lazyExtent(entries);
  const series = entries.map(({ field, index }, i) => seriesOf(field, { index, name: names[i], colours, range: data, shared: entries.length }));
  series.forEach((one, i) => {
    const below = entries[i].field.config.custom?.fillBelowTo;
    one.below = below ? series.findIndex((other, j) => j !== i && (other.name === below || entries[j].field.name === below)) : -1;
    if (one.below >= 0 && one.style.fill === 0) one.style.fill = 0.35;
  });
  entries.forEach(({ field, frame, time }, i) => {
    if (field.config.links?.length) series[i].links = at => seriesLinks(answer, { field, frame, time }, times[at], entries[i].values[at], series[i].write);
  });
  const columns = [times, ...entries.map(({ field, values }) => holes(times, values, field.config.custom ?? {}))];
  return {
    title, columns, series, range, exemplars: exemplarsOf(answer, series), kindWords: kindOf(series),
    span: { start: answer.from / 1000, end: answer.to / 1000 },
    scales: scalesOf(entries.map(({ field }) => field), series, colours, data),
    legend: legendOf(options.legend, entries, title),
    tooltip: { mode: options.tooltip?.mode ?? "multi", sort: options.tooltip?.sort ?? (options.tooltip?.mode === "multi" ? "none" : "desc"), hideZeros: hidesZeros(options.tooltip) },
  };
}

// Few panels ask for the least and greatest of all their values, and finding them means going through all.
function lazyExtent(entries) {
  let found = null;
  const all = () => (found ??= extent(entries.map(entry => entry.values)));
  return { get min() { return all().min; }, get max() { return all().max; } };
}

function seriesOf(field, { index, name, colours, range, shared }) {
  const custom = field.config.custom ?? {};
  const draw = custom.drawStyle ?? "line";
  const colour = fieldColour(field, colours, { index, range });
  const stacking = custom.stacking?.mode ?? "none";
  const percent = stacking === "percent";
  const dashed = index >= colours.count && /^palette/.test(field.config.color?.mode ?? "palette-classic") && draw === "line";
  return {
    name, colour, scale: scaleKey(field), write: words(field, colours), below: -1, percent,
    stack: stacking === "none" ? null : { mode: stacking, group: custom.stacking.group ?? "A" },
    negative: custom.transform === "negative-Y",
    hideFrom: { legend: Boolean(custom.hideFrom?.legend), tooltip: Boolean(custom.hideFrom?.tooltip) },
    style: {
      draw, interpolation: custom.lineInterpolation ?? "linear", width: custom.lineWidth ?? 1,
      dash: custom.lineStyle?.fill && custom.lineStyle.fill !== "solid" ? custom.lineStyle.dash?.length ? custom.lineStyle.dash : dashes[custom.lineStyle.fill] : dashed ? [5, 3] : undefined,
      fill: Math.min(Math.max((custom.fillOpacity ?? 0) / 100, 0), 1), gradient: gradientOf(custom, field.config),
      stops: custom.gradientMode === "scheme" ? lineStops(field.config, colours, range) : null,
      points: custom.showPoints ?? "auto", pointSize: Math.min(Math.max(custom.pointSize ?? 5, 2), 40),
      bar: { align: custom.barAlignment ?? 0, factor: custom.barWidthFactor ?? 0.7, most: custom.barMaxWidth ?? (shared > 1 ? 60 : 100) },
      ground: colours.surface, solid: alpha => onGround(colour, colours.surface, alpha),
    },
  };
}

function seriesLinks(answer, { field, frame, time }, seconds, value, write) {
  return linksOf(field, { value, text: write(value), row: Math.max(time.values.indexOf(seconds * 1000), 0), frame, from: answer.from, to: answer.to });
}

// Values with words of their own say these in legend and tooltip too.
function words(field, colours) {
  if (!field.config.mappings?.length) return writer(field.config);
  const show = displayOf(field, colours);
  return value => show(value).text;
}

const gradientOf = (custom, config) => (custom.gradientMode === "scheme" && /^palette|^fixed|^shades/.test(config.color?.mode ?? "palette-classic") ? "none" : custom.gradientMode ?? "none");

// A step is the panel's; what Grafana gives in milliseconds is seconds here.
function holes(times, values, { spanNulls, insertNulls: least, transform }) {
  if (transform === "constant") return new Array(values.length).fill(values.find(value => value != null) ?? null);
  let out = values;
  if (typeof least === "number" && least > 0) out = insertNulls(times, out, least / 1000);
  if (spanNulls === true) out = spanGaps(times, out, true);
  else if (typeof spanNulls === "number" && spanNulls > 0) out = spanGaps(times, out, spanNulls / 1000);
  return out;
}

function kindOf(series) {
  const draws = new Set(series.map(one => one.style.draw));
  const what = draws.size === 1 ? { line: "line", bars: "bar", points: "point" }[[...draws][0]] : "mixed";
  return series.some(one => one.stack) ? `stacked ${what}` : what;
}

/** Two series of one name are told apart by a number. */
export function distinct(names) {
  const count = new Map();
  return names.map(name => {
    const times = (count.get(name) ?? 0) + 1;
    count.set(name, times);
    return times > 1 ? `${name} (${times})` : name;
  });
}

