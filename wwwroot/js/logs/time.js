// Nanoseconds as text: a script's numbers end at 2^53, a moment in nanoseconds is larger. Pure.
export const nanoseconds = ms => `${Math.round(ms)}000000`;

/** The text with so many nanoseconds more (or fewer). */
export const plus = (ns, more) => (BigInt(ns) + BigInt(more)).toString();

export const milliseconds = ns => Number(BigInt(ns) / 1000000n);
export const earlier = (a, b) => BigInt(a) < BigInt(b);

/** "12.4 MB" */
export function bytes(count) {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let at = 0;
  while (count >= 1000 && at < units.length - 1) { count /= 1000; at++; }
  return `${count >= 100 || at === 0 ? Math.round(count) : count.toFixed(1)} ${units[at]}`;
}
