// Heatmap: how many fell into each bucket at each time, as colours on a canvas.
import { palette } from "../chart/palette.js";
import { TimeBox } from "../chart/time-box.js";
import { fullTime } from "../zone.js";
import { axisTexts, text } from "../units.js";
import { calculatedCells, heatCells, rowsPlace } from "./data/buckets.js";
import { timeSeries } from "./data/fields.js";
import { heatRamp } from "./data/schemes.js";
import { el } from "./dom.js";

export function create({ body, spoken }) {
  const host = el("div", { class: "op-canvas" });
  const scale = el("div", { class: "op-scale" });
  body.append(host, scale);
  const box = new TimeBox({ host, spoken });

  return {
    update(answer, { colours, title, range, height }) {
      const { options } = answer.spec;
      const cells = options.calculate ? calculated(answer, options) : heatCells(answer.frames);
      if (!cells) return true;
      const unit = options.yAxis?.unit ?? answer.frames[0].fields.find(field => field.type === "number")?.config.unit ?? "none";
      const reversed = Boolean(options.yAxis?.reverse);
      const place = rowsPlace(cells, isLog(answer)).map(([low, high]) => (reversed ? [1 - high, 1 - low] : [low, high]));
      const values = levels(cells, options);
      const ramp = heatRamp(options.color, colours);
      const span = { start: answer.from / 1000, end: answer.to / 1000 };
      const names = cells.rows.map(row => row.name ?? (row.high === Infinity ? `> ${text(row.low, unit)}` : `≤ ${text(row.high, unit)}`));
      const marks = axisMarks(cells, place, unit, Math.max(height - 60, 60), options.yAxis?.decimals, reversed ? 0 : 1);
      const left = Math.max(36, ...marks.map(mark => mark.text.length * 6.4 + 12));
      box.show({
        span, left, times: cells.times, range,
        label: `${title}, heatmap of ${cells.rows.length} buckets; lowest ${text(values.min, "short")}, highest ${text(values.max, "short")} in a cell`,
        paint: (ctx, area) => {
          axis(ctx, area, marks);
          paintCells(ctx, area, cells, place, values, ramp, Math.min(options.cellGap ?? 1, 10));
        },
        tip: (at, y) => tipOf(cells, place, at, y, names, values, ramp),
      });
      legend(scale, values, ramp, options.legend?.show !== false && height > 150, options.cellValues?.unit ?? "short");
      return null;
    },
    redraw: () => box.paint(),
    picture: () => box.picture,
    destroy: () => box.destroy(),
  };
}

function calculated(answer, options) {
  const { times, entries } = timeSeries(answer.frames);
  const { xBuckets: x = {}, yBuckets: y = {} } = options.calculation ?? {};
  return calculatedCells(entries.map(entry => entry.values), times, {
    ...(x.mode === "size" ? { seconds: lengthOf(x.value) } : Number(x.value) > 0 ? { columns: Number(x.value) } : {}),
    ...(y.mode === "size" ? { size: Number(y.value) || 0 } : { count: Number(y.value) || 20 }),
    log: y.scale?.type === "log" ? Number(y.scale.log) || 2 : 0,
  });
}

const lengths = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86400, w: 604800 };

// "30s"; a bare number is of milliseconds. 0: none is given.
function lengthOf(words) {
  const [, number, unit = "ms"] = /^\s*(\d+(?:\.\d+)?)\s*(ms|s|m|h|d|w)?\s*$/.exec(String(words ?? "")) ?? [];
  return number ? Number(number) * lengths[unit] : 0;
}

const isLog = answer => answer.frames.some(frame => frame.fields.some(field => field.type === "number" && field.config.custom?.scaleDistribution?.type === "log"));

function levels({ counts }, { filterValues, color = {} }) {
  const least = filterValues?.le ?? 1e-9;
  let min = Infinity, max = -Infinity;
  for (const row of counts) for (const value of row) if (Number.isFinite(value) && value !== null && value > least) { if (value < min) min = value; if (value > max) max = value; }
  if (!(min <= max)) [min, max] = [0, 1];
  const [low, high] = [color.min ?? Math.min(min, 0), color.max ?? max];
  const log = color.scale === "log" || color.scale === "exponential" ? color.scale : "linear";
  const exponent = color.exponent ?? 0.5;
  return {
    min, max, low, high, least,
    share(value) {
      const t = high > low ? (value - low) / (high - low) : 1;
      return log === "exponential" ? Math.max(t, 0) ** exponent : t;
    },
  };
}

function paintCells(ctx, area, { times, step, counts }, place, values, ramp, gap) {
  times.forEach((at, column) => {
    // What a query says of an instant is of the time before it.
    const right = Math.min(area.x(at), area.left + area.width);
    const left = Math.max(area.x(at - step), area.left);
    const width = right - left;
    if (width <= 0) return;
    const across = width > gap * 3 ? gap : 0;
    counts.forEach((row, i) => {
      const value = row[column];
      if (value === null || value === undefined || !(value > values.least)) return;
      const top = area.top + area.height * (1 - place[i][1]);
      const high = area.height * (place[i][1] - place[i][0]);
      const down = high > gap * 3 ? gap : 0;
      ctx.fillStyle = ramp(values.share(value));
      ctx.fillRect(left, top, Math.max(width - across, 0.6), Math.max(high - down, 0.6));
    });
  });
}

// An upper bound stands at its row's upper end, or at its lower one where the axis falls.
function axisMarks({ rows, numeric }, place, unit, height, decimals, end) {
  const every = Math.max(1, Math.ceil((rows.length * 15) / height));
  if (!numeric) return rows.flatMap((row, i) => (i % every === 0 ? [{ at: (place[i][0] + place[i][1]) / 2, text: row.name }] : []));
  const even = rows.length > 2 && rows.every((row, i) => Number.isFinite(row.high) && (i === 0 || Math.abs(row.high - row.low - (rows[0].high - rows[0].low)) < 1e-9 * Math.abs(row.high || 1)));
  const shown = rows.flatMap((row, i) => (i % every === 0 ? [[row, i]] : []));
  const words = even ? axisTexts(shown.map(([row]) => row.high), unit) : shown.map(([row]) => text(row.high, unit, decimals ?? null));
  return shown.map(([, i], m) => ({ at: place[i][end], text: words[m] }));
}

function axis(ctx, area, marks) {
  const colours = palette();
  ctx.fillStyle = colours.text;
  ctx.textAlign = "right";
  ctx.textBaseline = "middle";
  for (const mark of marks) ctx.fillText(mark.text, area.left - 6, Math.max(area.top + area.height * (1 - mark.at), area.top + 2));
}

function tipOf({ times, step, counts, rows }, place, at, y, names, values, ramp) {
  const column = times.findIndex(time => at > time - step && at <= time);
  if (column < 0) return null;
  const row = y === null ? -1 : place.findIndex(([low, high]) => 1 - y >= low && 1 - y < high);
  const line = i => ({ name: names[i], value: counts[i][column], text: counts[i][column] == null ? "–" : text(counts[i][column], "short"), colour: ramp(values.share(counts[i][column] ?? 0)), near: i === row });
  const head = `${fullTime((times[column] - step) * 1000)} – ${fullTime(times[column] * 1000).slice(11)}`;
  if (row >= 0) return { head, rows: [row + 1, row, row - 1].filter(i => rows[i]).map(line) };
  return { head, rows: rows.map((_, i) => i).filter(i => counts[i][column] > 0).reverse().map(line) };
}

function legend(host, values, ramp, shown, unit) {
  host.hidden = !shown;
  if (!shown) return;
  const canvas = el("canvas", { width: 128, height: 1, "aria-hidden": "true" });
  const ctx = canvas.getContext("2d");
  for (let i = 0; i < 128; i++) {
    ctx.fillStyle = ramp(values.share(values.low + ((values.high - values.low) * i) / 127));
    ctx.fillRect(i, 0, 1, 1);
  }
  host.replaceChildren(el("span", {}, text(values.low, unit)), canvas, el("span", {}, text(values.high, unit)));
}
