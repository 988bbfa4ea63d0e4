// Buckets: of a heatmap's frames, of a histogram's values. Pure.

/**
 * A heatmap from frames whose number fields are buckets, lowest first: {times (s), step, rows: [{name, low, high}], counts: [[…] a row]}.
 * Names are upper bounds (le), as Prometheus' histograms have them; names that are no numbers stay words.
 */
export function heatCells(frames) {
  const frame = frames.find(one => one.fields.some(field => field.type === "time"));
  if (!frame) return null;
  const time = frame.fields.find(field => field.type === "time");
  const fields = frames.flatMap(one => (one.fields[0]?.values.length === time.values.length ? one.fields.filter(field => field.type === "number") : []));
  if (fields.length === 0 || time.values.length === 0) return null;
  const bound = field => toNumber(field.labels?.le ?? field.name) ?? toNumber(field.display) ?? toNumber(field.name);
  const numeric = fields.every(field => bound(field) !== null);
  const sorted = numeric ? [...fields].sort((a, b) => bound(a) - bound(b)) : fields;
  const times = time.values.map(ms => ms / 1000);
  const rows = sorted.map((field, i) => ({ name: numeric ? null : field.display, low: numeric ? (i === 0 ? 0 : bound(sorted[i - 1])) : i, high: numeric ? bound(field) : i + 1 }));
  if (numeric && rows[0].high <= 0) rows[0].low = -Infinity;
  return { times, step: smallestGap(times), numeric, rows, counts: sorted.map(field => field.values) };
}

function toNumber(words) {
  if (/^\+?Inf(inity)?$/i.test(words)) return Infinity;
  const match = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?\s*$/i.exec(String(words ?? ""));
  return match ? Number(words) : null;
}

/**
 * Where each row stands, [from, to] with 0 at the bottom and 1 at the top: alike high, as buckets are chosen; or, on a logarithmic axis, by the
 * logarithms of their bounds. A first row from zero is as high as the next, an open last one as the one before.
 */
export function rowsPlace({ rows, numeric }, log) {
  const alike = rows.map((_, i) => [i / rows.length, (i + 1) / rows.length]);
  if (!log || !numeric || rows.length < 2) return alike;
  const highs = rows.map(row => (row.high > 0 && Number.isFinite(row.high) ? Math.log(row.high) : null));
  const known = highs.filter(value => value !== null);
  if (known.length < 2 || highs.some((value, i) => value === null && i < rows.length - 1)) return alike;
  const low = rows[0].low > 0 ? Math.log(rows[0].low) : highs[0] - (highs[1] ?? highs[0]) + highs[0];
  if (highs.at(-1) === null) highs[highs.length - 1] = known.at(-1) + (known.at(-1) - (known.at(-2) ?? low));
  const span = highs.at(-1) - low;
  return span > 0 ? highs.map((high, i) => [((i === 0 ? low : highs[i - 1]) - low) / span, (high - low) / span]) : alike;
}

export function smallestGap(times) {
  let gap = Infinity;
  for (let i = 1; i < times.length; i++) if (times[i] > times[i - 1]) gap = Math.min(gap, times[i] - times[i - 1]);
  return Number.isFinite(gap) ? gap : 60;
}

/**
 * A heatmap of series' values: how many lie in each of about `count` buckets (or buckets of `size`, or between powers of `log`) in each of about
 * `columns` pieces of time (or pieces of `seconds`). A piece is named by its end, as the cells of a query are.
 */
export function calculatedCells(series, times, { columns = 60, seconds = 0, count = 20, size = 0, log = 0 } = {}) {
  let [low, high] = [Infinity, -Infinity];
  for (const values of series) for (const value of values) if (counts(value, log)) { low = Math.min(low, value); high = Math.max(high, value); }
  if (!(low <= high) || times.length === 0) return null;
  const { rows, place, bound } = log > 1 ? powers(low, high, log) : evens(low, high, count, size);
  const gap = smallestGap(times);
  const piece = Math.max(1, seconds > 0 ? Math.round(seconds / gap) : Math.ceil(times.length / columns));
  const starts = times.filter((_, i) => i % piece === 0);
  const cells = Array.from({ length: rows }, () => new Array(starts.length).fill(0));
  for (const values of series) values.forEach((value, i) => { if (counts(value, log)) cells[place(value)][Math.floor(i / piece)]++; });
  const step = piece * gap;
  return { times: starts.map(at => at + step), step, numeric: true, rows: cells.map((_, i) => ({ name: null, low: bound(i), high: bound(i + 1) })), counts: cells };
}

// What isn't above zero has no place on a logarithmic axis.
const counts = (value, log) => value !== null && Number.isFinite(value) && (log <= 1 || value > 0);

const mostRows = 200;

function evens(low, high, count, given) {
  const size = given > 0 && (high - low) / given <= mostRows ? given : niceStep((high - low || Math.abs(high) || 1) / (given > 0 ? mostRows : count));
  const base = Math.floor(low / size) * size;
  const rows = Math.max(Math.floor((high - base) / size) + 1, 1);
  return { rows, place: value => Math.min(Math.floor((value - base) / size), rows - 1), bound: i => base + i * size };
}

function powers(low, high, log) {
  const power = value => Math.floor(Math.log(value) / Math.log(log) + 1e-9);
  const top = power(high);
  const bottom = Math.max(power(low), top - mostRows + 1);
  return { rows: top - bottom + 1, place: value => Math.max(power(value) - bottom, 0), bound: i => log ** (bottom + i) };
}

/** 1, 2, 2.5 or 5 times a power of ten, not below. */
export function niceStep(size) {
  if (!(size > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(size));
  return power * ([1, 2, 2.5, 5, 10].find(one => one * power >= size * 0.9999) ?? 10);
}

/** Values in buckets: {size, starts, counts: [[…] a set]}. `size` 0 is chosen for about `count` buckets. */
export function histogram(sets, { size = 0, offset = 0, count = 30 } = {}) {
  const all = sets.flat().filter(value => typeof value === "number" && Number.isFinite(value));
  if (all.length === 0) return null;
  let [low, high] = [Infinity, -Infinity];
  for (const value of all) { if (value < low) low = value; if (value > high) high = value; }
  const step = size > 0 ? size : niceStep((high - low || Math.abs(high) * 0.1 || 1) / count);
  const first = Math.floor((low - offset) / step);
  const last = Math.min(Math.floor((high - offset) / step), first + 999);
  const starts = Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step + offset);
  const counts = sets.map(values => {
    const out = new Array(starts.length).fill(0);
    for (const value of values) if (typeof value === "number" && Number.isFinite(value)) out[Math.min(Math.floor((value - offset) / step) - first, starts.length - 1)]++;
    return out;
  });
  return { size: step, starts, counts };
}
