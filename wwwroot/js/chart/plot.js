// Builds the uPlot instance of a time chart's model: axes, scales, series, thresholds, cursor. See time-view.js for the model.
import { axisTexts } from "../units.js";
import { unitNamed } from "../units/catalogue.js";
import { zoneName } from "../zone.js";
import { drawExemplars } from "./exemplars.js";
import { seriesStyle } from "./styles.js";
import { drawAreas, drawLines } from "./thresholds.js";

const clockFormats = [
  [31536000, "{YYYY}", null, null, null, null, null, null, 1],
  [2419200, "{MMM}", "\n{YYYY}", null, null, null, null, null, 1],
  [86400, "{D} {MMM}", "\n{YYYY}", null, null, null, null, null, 1],
  [60, "{HH}:{mm}", "\n{D} {MMM}", null, "\n{D} {MMM}", null, null, null, 1],
  [1, "{HH}:{mm}:{ss}", "\n{D} {MMM}", null, "\n{D} {MMM}", null, null, null, 1],
  [0.001, ":{ss}.{fff}", "\n{D} {MMM} {HH}:{mm}", null, "\n{D} {MMM} {HH}:{mm}", null, "\n{HH}:{mm}", null, 1],
];
const powersOfTwo = Array.from({ length: 60 }, (_, i) => 2 ** i);
const inSeconds = [...Array.from({ length: 9 }, (_, i) => [1, 2, 5].map(one => one * 10 ** (i - 9))).flat(), 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 432000, 864000, 1728000, 4320000, 8640000, 31536000];
const inBinary = /^(bytes|bits|[kmgtp]bytes|binBps|binbps|[KMGTP]iB|[KMGTP]ibits)/;

const browsers = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

/** A plot with no room for a second line under its time axis. */
export const isLow = height => height < 150;

export function createPlot(uPlot, host, { size, model, columns, shown, bands, span, exemplars, colours, onCursor, onSelect }) {
  const font = `11px ${colours.font}`;
  const used = Object.entries(model.scales);
  const low = isLow(size.height);
  let gone = false;
  // It comes into the page when it is drawn: setting a canvas' font there has the browser settle the styles of the whole page, for each plot anew.
  return new uPlot({
    ...size,
    padding: [8, used.some(([, scale]) => scale.side === 1 && !scale.hidden) ? 0 : 16, low ? 2 : 0, used.every(([, scale]) => scale.hidden || scale.side === 1) ? 10 : 0],
    legend: { show: false },
    tzDate: seconds => (zoneName() === browsers ? new Date(seconds * 1e3) : uPlot.tzDate(new Date(seconds * 1e3), zoneName() === "UTC" ? "Etc/UTC" : zoneName())),
    cursor: {
      y: false,
      focus: { prox: 24 },
      points: { size: 7 },
      drag: { x: true, y: false, setScale: false, dist: 6 },
      bind: { dblclick: () => null },
    },
    focus: { alpha: 0.35 },
    scales: {
      x: { time: true, range: () => [span().start, span().end] },
      ...Object.fromEntries(used.map(([key, scale]) => [key, { auto: true, distr: scale.distr ?? 1, log: scale.log ?? 10, asinh: scale.linear ?? 1, range: (u, a, b) => scale.range(a, b) }])),
    },
    axes: [
      { stroke: colours.text, font, size: low ? 24 : 40, gap: 6, values: low ? clockFormats.map(([step, words]) => [step, words, null, null, null, null, null, null, 1]) : clockFormats, space: 70, grid: { stroke: colours.line, width: 1 }, ticks: { show: false } },
      ...used.map(([key, scale], i) => valueAxis(key, scale, i === 0 || !used.slice(0, i).some(([, one]) => !one.hidden), colours, font)),
    ],
    series: [{}, ...model.series.map((one, i) => seriesStyle(uPlot, one, shown[i], colours.fade))],
    bands: bands.length ? bands : undefined,
    hooks: {
      ready: [u => !gone && host.append(u.root)],
      destroy: [() => (gone = true)],
      setCursor: [onCursor],
      setSelect: [u => {
        if (u.select.width < 6) return;
        const ends = [u.posToVal(u.select.left, "x"), u.posToVal(u.select.left + u.select.width, "x")];
        u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        onSelect(Math.floor(ends[0]), Math.ceil(ends[1]));
      }],
      drawAxes: [u => used.forEach(([key, { thresholds }]) => thresholds?.area && drawAreas(u, key, thresholds.steps, thresholds.colourWith))],
      draw: [u => used.forEach(([key, { thresholds }]) => thresholds?.line && drawLines(u, key, thresholds.steps, { ...thresholds, font })), u => drawExemplars(u, exemplars(), colours.surface)],
    },
  }, columns);
}

function valueAxis(key, scale, first, colours, font) {
  const stroke = scale.colour ?? colours.text;
  return {
    scale: key, side: scale.side ?? 3, show: !scale.hidden, stroke, font, gap: 6, space: scale.distr === 3 ? 22 : 32,
    grid: { show: first && scale.grid !== false, stroke: colours.line, width: 1 }, ticks: { show: false },
    label: scale.label || undefined, labelSize: 18, labelGap: 0, labelFont: font,
    incrs: scale.distr === 3 || scale.distr === 4 ? undefined : stepsOf(scale),
    values: (u, marks) => textsOf(marks, scale),
    size: (u, texts) => Math.max(30, Math.max(0, ...(texts ?? []).map(one => (one ?? "").length)) * 6.2 + 14),
  };
}

// Marks stand where the unit's own words are round: at 1 GiB, at half an hour.
function stepsOf({ unit = "", whole }) {
  if (inBinary.test(unit)) return powersOfTwo;
  if (whole) return [1, 2, 5, 10, 20, 50, 100];
  const known = unitNamed(unit);
  return known?.kind === "time" ? inSeconds.map(step => step / known.factor) : undefined;
}

// A logarithmic axis has its marks filtered: those that are null have no words.
function textsOf(marks, scale) {
  if (!marks.includes(null)) return scale.write ? marks.map(scale.write) : axisTexts(marks, scale.unit);
  return marks.map(mark => (mark === null ? null : scale.write ? scale.write(mark) : axisTexts([mark], scale.unit)[0]));
}
