// Builds the uPlot instance: axes, scales, series, threshold lines, cursor. Colours come from the style sheet.
import { axisTexts, text } from "../units.js";
import { inUtc } from "../zone.js";
import { lonePoints } from "./figures.js";

const clockFormats = [
  [31536000, "{YYYY}", null, null, null, null, null, null, 1],
  [2419200, "{MMM}", "\n{YYYY}", null, null, null, null, null, 1],
  [86400, "{D} {MMM}", "\n{YYYY}", null, null, null, null, null, 1],
  [60, "{HH}:{mm}", "\n{D} {MMM}", null, "\n{D} {MMM}", null, null, null, 1],
  [1, "{HH}:{mm}:{ss}", "\n{D} {MMM}", null, "\n{D} {MMM}", null, null, null, 1],
  [0.001, ":{ss}.{fff}", "\n{D} {MMM} {HH}:{mm}", null, "\n{D} {MMM} {HH}:{mm}", null, "\n{HH}:{mm}", null, 1],
];
const powersOfTwo = Array.from({ length: 60 }, (_, i) => 2 ** i);

/** Colours of the moment, by name of the token without its prefix. */
export function palette(element) {
  const style = getComputedStyle(element);
  const token = name => style.getPropertyValue("--op-" + name).trim();
  return {
    text: token("muted"), line: token("grid-line"), surface: token("surface"), title: token("text"), good: token("good"), warn: token("warn"), bad: token("bad"), info: token("info"),
    series: Array.from({ length: 10 }, (_, i) => token("series-" + (i + 1))),
    font: token("font") || "sans-serif",
  };
}

/** The series' colour; the eleventh starts over, dashed. */
export const colourOf = (colours, rank) => colours.series[rank % colours.series.length];

export function createPlot(uPlot, host, { options, span, series, ranks, shown, columns, colours, onCursor, onSelect }) {
  const font = `11px ${colours.font}`;
  const filled = options.stack || options.kind === "area";
  const bars = options.kind === "bars" ? uPlot.paths.bars({ size: [0.8, 48], radius: 0.1 }) : undefined;
  const all = series.map((one, i) => {
    const colour = colourOf(colours, ranks[i]);
    return {
      label: one.name,
      show: shown[i],
      stroke: colour,
      width: bars ? 0 : 1.5,
      dash: ranks[i] >= colours.series.length ? [5, 3] : undefined,
      fill: bars ? colour : filled ? colour + (options.stack ? "66" : "1f") : undefined,
      paths: bars,
      spanGaps: false,
      points: { show: !bars, size: 4, fill: colour, filter: (u, s) => lonePoints(u.data[s], ...u.series[0].idxs) },
    };
  });
  return new uPlot({
    width: Math.max(host.clientWidth, 60),
    height: Math.max(host.clientHeight, 60),
    padding: [8, 8, 0, 0],
    legend: { show: false },
    tzDate: seconds => (inUtc() ? uPlot.tzDate(new Date(seconds * 1e3), "Etc/UTC") : new Date(seconds * 1e3)),
    cursor: {
      y: false,
      focus: { prox: 24 },
      points: { size: 7 },
      drag: { x: true, y: false, setScale: false, dist: 6 },
      sync: { key: "op", scales: ["x", null], setSeries: false, filters: { pub: type => type === "mousemove" || type === "mouseleave" } },
      bind: { dblclick: () => null },
    },
    focus: { alpha: 0.35 },
    scales: {
      x: { time: true, range: () => [span().start, span().end] },
      y: { range: (u, low, high) => yRange(options, low, high) },
    },
    axes: [
      { stroke: colours.text, font, size: 42, gap: 8, values: clockFormats, space: 70, grid: { stroke: colours.line, width: 1 }, ticks: { show: false } },
      {
        stroke: colours.text, font, gap: 6, space: 34, grid: { stroke: colours.line, width: 1 }, ticks: { show: false },
        incrs: options.unit === "bytes" ? powersOfTwo : undefined,
        values: (u, marks) => axisTexts(marks, options.unit),
        size: (u, texts) => Math.max(34, Math.max(0, ...(texts ?? []).map(one => one.length)) * 6.3 + 14),
      },
    ],
    series: [{}, ...all],
    bands: options.stack && !bars ? stackBands(shown) : undefined,
    hooks: {
      setCursor: [onCursor],
      setSelect: [u => {
        if (u.select.width < 6) return;
        const ends = [u.posToVal(u.select.left, "x"), u.posToVal(u.select.left + u.select.width, "x")];
        u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        onSelect(Math.floor(ends[0]), Math.ceil(ends[1]));
      }],
      draw: [u => drawThresholds(u, options, colours, font)],
    },
  }, columns, host);
}

/** Between each shown series and the shown one before it. */
export function stackBands(shown) {
  const bands = [];
  let before = 0;
  shown.forEach((yes, i) => {
    if (!yes) return;
    if (before > 0) bands.push({ series: [i + 1, before] });
    before = i + 1;
  });
  return bands;
}

function yRange(options, low, high) {
  if (low == null || high == null) return [options.min ?? 0, options.max ?? 1];
  const marks = options.thresholds.map(one => one.value).filter(value => value <= Math.max(high * 2, high + 1e-12) && value >= low - Math.abs(low));
  let [min, max] = [Math.min(low, ...marks), Math.max(high, ...marks)];
  // Zero is part of the picture, except where it means nothing.
  if (min > 0 && options.unit !== "celsius") min = 0;
  if (max === min) max = min === 0 ? 1 : min + Math.abs(min) * 0.5;
  const room = (max - min) * 0.06;
  return [options.min ?? (min === 0 ? 0 : min - room), options.max ?? max + room];
}

function drawThresholds(u, options, colours, font) {
  if (options.thresholds.length === 0) return;
  const { ctx } = u;
  const { left, top, width, height } = u.bbox;
  const ratio = devicePixelRatio || 1;
  ctx.save();
  ctx.font = font.replace("11px", `${10 * ratio}px`);
  ctx.textAlign = "right";
  ctx.textBaseline = "bottom";
  for (const { value, tone, label } of options.thresholds) {
    const y = Math.round(u.valToPos(value, "y", true));
    if (y < top || y > top + height) continue;
    ctx.strokeStyle = ctx.fillStyle = colours[tone] ?? colours.text;
    ctx.lineWidth = ratio;
    ctx.setLineDash([6 * ratio, 4 * ratio]);
    ctx.beginPath();
    ctx.moveTo(left, y);
    ctx.lineTo(left + width, y);
    ctx.stroke();
    ctx.fillText(`${label} ${text(value, options.unit)}`, left + width - 4 * ratio, y - 2 * ratio);
  }
  ctx.restore();
}
