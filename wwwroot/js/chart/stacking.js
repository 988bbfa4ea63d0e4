// Series that stand on each other. Pure.

/**
 * {columns, bands}: columns where each shown series with a `stack` {mode, group} stands on the shown ones before it; values below zero (a
 * series turned over) have a stack of their own; a gap in one is nothing in the sum. `percent` gives shares (0..1) of what is there.
 * Bars are summed from the last to the first, so that, drawn in order, the tall ones come first and hide none. `bands` are uPlot's.
 */
export function stackColumns(columns, series, shown) {
  const out = columns.slice();
  const bands = [];
  const groups = new Map();
  series.forEach((one, i) => {
    if (!shown[i]) return;
    if (one.negative) out[i + 1] = columns[i + 1].map(value => (value == null ? value : -value));
    if (!one.stack) return;
    const key = [one.stack.group, one.scale, one.negative ? "-" : "+", one.style.draw, one.stack.mode].join("|");
    groups.set(key, [...(groups.get(key) ?? []), i]);
  });
  for (const members of groups.values()) {
    const { mode } = series[members[0]].stack;
    const bars = series[members[0]].style.draw === "bars";
    const parts = members.map(i => (mode === "percent" ? shares(out, members, i) : out[i + 1]));
    const sum = new Array(columns[0].length).fill(0);
    const order = members.map((i, m) => [i, m]);
    for (const [i, m] of bars ? order.reverse() : order) out[i + 1] = parts[m].map((value, x) => (value == null ? value : (sum[x] += value)));
    if (!bars) members.slice(1).forEach((i, m) => bands.push({ series: [i + 1, members[m] + 1] }));
  }
  return { columns: out, bands };
}

function shares(columns, members, i) {
  return columns[i + 1].map((value, x) => {
    if (value == null) return value;
    const all = members.reduce((sum, one) => sum + Math.abs(columns[one + 1][x] ?? 0), 0);
    return all === 0 ? 0 : value / all;
  });
}

/** The lowest and highest of a scale's drawn values, or nulls; the cells of bars and areas reach to zero. */
export function extent(columns) {
  let min = null, max = null;
  for (const values of columns) for (const value of values) {
    if (value == null) continue;
    if (min === null || value < min) min = value;
    if (max === null || value > max) max = value;
  }
  return { min, max };
}
