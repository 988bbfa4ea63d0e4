// Grafana's calculations: a field's values to one. Null is no value; "not a number" counts as none in sums.

const real = value => value != null && !Number.isNaN(value);
const numbers = values => values.filter(value => typeof value === "number" && !Number.isNaN(value));

const known = new WeakMap();

/** Everything that one pass gives; kept while the values are. */
export function statsOf(values) {
  let stats = known.get(values);
  if (!stats) known.set(values, (stats = calculate(values)));
  return stats;
}

function calculate(values) {
  const out = { first: values[0] ?? null, last: values.at(-1) ?? null, firstNotNull: null, lastNotNull: null, min: null, max: null, sum: 0, count: 0, nonNull: 0, logmin: null, allIsNull: true, allIsZero: true, delta: 0 };
  let previous = null;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    // Not-a-number is a value that was answered; it is counted, and nothing else.
    if (value != null) out.count++;
    if (!real(value)) continue;
    out.allIsNull = false;
    if (out.firstNotNull === null) out.firstNotNull = value;
    out.lastNotNull = value;
    if (typeof value !== "number") { out.allIsZero = false; continue; }
    out.nonNull++;
    out.sum += value;
    if (value !== 0) out.allIsZero = false;
    if (out.min === null || value < out.min) out.min = value;
    if (out.max === null || value > out.max) out.max = value;
    if (value > 0 && (out.logmin === null || value < out.logmin)) out.logmin = value;
    // Rises only, as Grafana 12 and later say it.
    if (previous !== null && value > previous) out.delta += value - previous;
    previous = value;
  }
  if (out.nonNull === 0) out.allIsZero = false;
  return out;
}

const from = pick => values => pick(statsOf(values), values);
const numeric = value => (typeof value === "number" ? value : null);

function percentile(values, share) {
  const sorted = numbers(values).sort((a, b) => a - b);
  return sorted.length === 0 ? null : sorted[Math.round((sorted.length - 1) * share)];
}

function median(values) {
  const sorted = numbers(values).sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length === 0 ? null : sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function variance(values) {
  const all = numbers(values);
  if (all.length === 0) return null;
  const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
  return all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / all.length;
}

function smallestStep(values) {
  let best = null;
  numbers(values).forEach((value, i, all) => {
    if (i > 0 && (best === null || value - all[i - 1] < best)) best = value - all[i - 1];
  });
  return best;
}

const table = {
  last: ["Last", from(one => one.last)],
  lastNotNull: ["Last *", from(one => one.lastNotNull)],
  first: ["First", from(one => one.first)],
  firstNotNull: ["First *", from(one => one.firstNotNull)],
  min: ["Min", from(one => one.min)],
  max: ["Max", from(one => one.max)],
  mean: ["Mean", from(one => (one.nonNull ? one.sum / one.nonNull : null))],
  sum: ["Total", from(one => one.sum)],
  count: ["Count", from(one => one.count)],
  countAll: ["Count all", values => values.length],
  range: ["Range", from(one => (one.min === null ? null : one.max - one.min))],
  delta: ["Delta", from(one => (one.nonNull ? one.delta : null))],
  step: ["Step", smallestStep],
  diff: ["Difference", from(one => (numeric(one.firstNotNull) === null ? null : one.lastNotNull - one.firstNotNull))],
  diffperc: ["Difference %", from(one => (numeric(one.firstNotNull) ? ((one.lastNotNull - one.firstNotNull) / one.firstNotNull) * 100 : null))],
  logmin: ["Min (above zero)", from(one => one.logmin)],
  allIsZero: ["All zeros", from(one => one.allIsZero)],
  allIsNull: ["All nulls", from(one => one.allIsNull)],
  changeCount: ["Changes", values => values.filter(real).reduce((n, value, i, all) => n + (i > 0 && value !== all[i - 1] ? 1 : 0), 0)],
  distinctCount: ["Distinct", values => new Set(values.filter(value => value != null)).size],
  variance: ["Variance", variance],
  stdDev: ["StdDev", values => { const found = variance(values); return found === null ? null : Math.sqrt(found); }],
  median: ["Median", median],
  allValues: ["All values", values => values],
  uniqueValues: ["Unique values", values => [...new Set(values)]],
};
// As older files name them.
const aliases = { avg: "mean", current: "lastNotNull", total: "sum", name: "lastNotNull" };

const found = id => {
  const entry = table[aliases[id] ?? id];
  if (entry) return entry;
  const share = /^p(\d{1,3}(?:\.\d+)?)$/.exec(id);
  return share ? [`${share[1]}th %`, values => percentile(values, Number(share[1]) / 100)] : null;
};

/** The value of a calculation by Grafana's name; an unknown name is the last value. */
export function reduce(values, calc) {
  return (found(calc) ?? table.lastNotNull)[1](values);
}

/** What people read: "Mean". */
export const calcName = calc => found(calc)?.[0] ?? calc;

/** Whether the result has the field's unit. */
export const keepsUnit = calc => !["count", "countAll", "changeCount", "distinctCount", "diffperc", "allIsZero", "allIsNull"].includes(calc);
