// Numbers about series: what the legend and the label in words need.

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

/** Points with a gap at both sides; a line alone would not show them. */
export function lonePoints(values, from, to) {
  const lone = [];
  for (let i = from; i <= to; i++)
    if (values[i] != null && values[i - 1] == null && values[i + 1] == null) lone.push(i);
  return lone;
}
