// Numbers about series: what the legend, the label in words and the stacking need.

/** {last, min, max, mean} over what is there; nulls when nothing is. */
export function figuresOf(values) {
  let last = null, min = null, max = null, sum = 0, count = 0;
  for (const value of values) {
    if (value == null) continue;
    last = value;
    if (min === null || value < min) min = value;
    if (max === null || value > max) max = value;
    sum += value;
    count++;
  }
  return { last, min, max, mean: count ? sum / count : null };
}

/**
 * Columns where each shown series stands on its neighbours; hidden ones don't count, and a gap in one is nothing in the sum.
 * `down` sums from the last to the first, so that of bars, drawn in order, the tall ones come first and hide none.
 */
export function stacked(columns, shown, down = false) {
  const out = columns.slice();
  const sum = new Array(columns[0].length).fill(0);
  const order = [...shown.keys()].filter(s => shown[s]);
  for (const s of down ? order.reverse() : order)
    out[s + 1] = columns[s + 1].map((value, i) => (value == null ? null : (sum[i] += value)));
  return out;
}

/** Points with a gap at both sides; a line alone would not show them. */
export function lonePoints(values, from, to) {
  const lone = [];
  for (let i = from; i <= to; i++)
    if (values[i] != null && values[i - 1] == null && values[i + 1] == null) lone.push(i);
  return lone;
}
