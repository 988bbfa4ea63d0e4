// Which holes of a series are drawn as holes. uPlot leaves out `undefined` and breaks the line at `null`. Pure.

/**
 * The values with holes up to `most` seconds (true: all) turned to undefined, so that the line goes on over them.
 */
export function spanGaps(times, values, most) {
  if (!most) return values;
  const out = values.slice();
  let before = -1;
  for (let i = 0; i < values.length; i++) {
    if (values[i] == null) continue;
    if (before >= 0 && i - before > 1 && (most === true || times[i] - times[before] <= most))
      for (let j = before + 1; j < i; j++) out[j] = undefined;
    before = i;
  }
  return out;
}

/** A hole is put between points that are further apart than `least` seconds, where the other series have a time for it. */
export function insertNulls(times, values, least) {
  if (!least) return values;
  const out = values.slice();
  let before = -1;
  for (let i = 0; i < values.length; i++) {
    if (values[i] == null) continue;
    if (before >= 0 && i - before > 1 && times[i] - times[before] > least) out[before + 1] = null;
    before = i;
  }
  return out;
}

/** Several grids as one: {times, columns}. A time that a series doesn't know is undefined, its own holes stay null. */
export function joinGrids(grids) {
  const first = grids[0]?.times ?? [];
  const same = times => times === first || (times.length === first.length && times.every((time, i) => time === first[i]));
  if (grids.every(grid => same(grid.times))) return { times: first, columns: grids.flatMap(grid => grid.columns) };
  const times = [...new Set(grids.flatMap(grid => grid.times))].sort((a, b) => a - b);
  const place = new Map(times.map((time, i) => [time, i]));
  const columns = grids.flatMap(grid => {
    const at = grid.times.map(time => place.get(time));
    return grid.columns.map(values => {
      const out = new Array(times.length).fill(undefined);
      for (let i = 0; i < values.length; i++) out[at[i]] = values[i];
      return out;
    });
  });
  return { times, columns };
}
