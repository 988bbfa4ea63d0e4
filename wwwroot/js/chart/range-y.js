// The ends of a value axis. Pure.

/**
 * [min, max] for data from low to high. `fixed` {min, max} holds, `soft` gives way to the data, `zero` takes zero in.
 * There is some room above and below, except at zero and at ends that are fixed.
 */
export function rangeY(low, high, { fixed = {}, soft = {}, zero = false, log = false } = {}) {
  if (low == null || high == null || !Number.isFinite(low) || !Number.isFinite(high)) {
    const bottom = fixed.min ?? soft.min ?? (log ? 1 : 0);
    const top = fixed.max ?? soft.max ?? (log ? 100 : 1);
    return bottom < top ? [bottom, top] : [bottom, bottom + (Math.abs(bottom) || 1)];
  }
  if (log) return logRange(low, high, fixed);
  let min = Math.min(low, soft.min ?? low);
  let max = Math.max(high, soft.max ?? high);
  // Data that come near to zero start there: half a scale of nothing says less than a true bottom.
  if (zero || (min > 0 && min <= (max - min) * 0.6)) min = Math.min(min, 0);
  if (zero || (max < 0 && -max <= (max - min) * 0.6)) max = Math.max(max, 0);
  if (max === min) [min, max] = min === 0 ? [0, 1] : [min - Math.abs(min) * 0.1, max + Math.abs(max) * 0.1];
  const room = (max - min) * 0.06;
  const bottom = fixed.min ?? (min === 0 || min === soft.min ? min : min > 0 && min < room ? 0 : min - room);
  const top = fixed.max ?? (max === 0 || max === soft.max ? max : max + room);
  return bottom < top ? [bottom, top] : [bottom, bottom + (Math.abs(bottom) || 1)];
}

function logRange(low, high, fixed) {
  const top = fixed.max > 0 ? fixed.max : high > 0 ? 10 ** Math.ceil(Math.log10(high) - 1e-9) : 1;
  let bottom = fixed.min > 0 ? fixed.min : low > 0 ? 10 ** Math.floor(Math.log10(low) + 1e-9) : top / 1e4;
  if (!(bottom < top)) bottom = top / 10;
  return [bottom, top];
}
