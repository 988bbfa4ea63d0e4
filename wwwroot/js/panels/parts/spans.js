// States over time. Pure.

/**
 * Spans [{from, to, value}] in Unix seconds: a value lasts until the next one, the last to `end` (at most a step, when values come in steps).
 * Null is no state; it ends the one before, unless `within` (true, or milliseconds) bridges it. `merge` joins equal neighbours; `same` tells what is equal.
 */
export function spans(times, values, { end, merge = true, same = value => value, within = false, gap = 60 }) {
  const out = [];
  let open = null;
  const most = within === true ? Infinity : typeof within === "number" ? within / 1000 : 0;
  values.forEach((value, i) => {
    if (value === null || value === undefined) {
      if (open && !(most > 0 && nextAt(times, values, i, end) - open.seen <= most)) { open.to = times[i]; open = null; }
      return;
    }
    if (open && merge && same(open.value) === same(value)) { open.seen = times[i]; return; }
    if (open) open.to = times[i];
    open = { from: times[i], to: end, value, seen: times[i] };
    out.push(open);
  });
  if (open) open.to = Math.min(end, Math.max(times.at(-1) + gap, open.from));
  return out.map(({ from, to, value }) => ({ from, to, value }));
}

function nextAt(times, values, i, end) {
  for (let j = i + 1; j < values.length; j++) if (values[j] != null) return times[j];
  return end + Infinity;
}

/** A cell for each value, a step wide, around its instant. */
export const cells = (times, values, step) => values.flatMap((value, i) => (value === null || value === undefined ? [] : [{ from: times[i] - step / 2, to: times[i] + step / 2, value }]));
