// Figures that are not measured but worked out, each with the words that say how. Pure: no drawing, no clock of its own.

const JOULES_A_KWH = 3.6e6;

/** Amount of money in words, "USD 12.30" style by the reader's language. */
export function money(amount, currency) {
  return new Intl.NumberFormat("en", { style: "currency", currency, maximumFractionDigits: amount < 0.1 ? 4 : 2 }).format(amount);
}

/** {kwh, cost}: what the energy of today costs; cost is null where the price book has no price for a kWh. Null without a counter. */
export function energyToday(today, prices, gpus) {
  const joules = gpus.map(i => today?.joules?.[i] ?? null);
  if (joules.length === 0 || joules.some(one => one === null)) return null;
  const kwh = joules.reduce((a, b) => a + b, 0) / JOULES_A_KWH;
  return { kwh, cost: prices?.kilowattHour == null ? null : kwh * prices.kilowattHour };
}

/**
 * What the cards cost by the hour from `since` until `now` (ms), used or not; null where one of them has no price.
 * @returns {{cost: number, hours: number} | null}
 */
export function hourlyToday(since, now, prices, gpus) {
  const rates = gpus.map(i => prices?.hourly?.[i] ?? null);
  if (!since || rates.length === 0 || rates.some(rate => rate === null)) return null;
  const hours = Math.max(0, now - since) / 3.6e6;
  return { cost: hours * rates.reduce((a, b) => a + b, 0), hours };
}

/** Share 0..1 of today's measured time in which the GPU was idle; null before anything was measured. */
export function idleShare(idle, i) {
  const measured = idle?.measured?.[i] ?? 0;
  return measured > 0 ? idle.idle[i] / measured : null;
}

export const idleWords = idle => `idle: utilisation under ${idle.below} %, of the time measured since ${clock(idle.since)} UTC`;

/** "Energy today", or since when where the day's beginning wasn't seen. */
export const dayWords = (what, since) => (since == null || since % 86_400_000 === 0 ? `${what} today` : `${what} since ${clock(since)} UTC`);

export const clock = ms => new Date(ms).toISOString().slice(11, 16);

/**
 * What is left at the highest of the time that is kept (15 minutes): bytes of memory, watts to the power limit, degrees to
 * the slowdown; and the mean percent of time without work. Each null where it is not known.
 */
export function headroom(host, i) {
  const known = figure => (host.series[figure][i] ?? []).filter(value => value !== null);
  const left = (limit, figure) => {
    const values = known(figure);
    return limit == null || values.length === 0 ? null : limit - values.reduce((a, b) => Math.max(a, b), -Infinity);
  };
  const gpu = host.info?.gpus[i], busy = known("utilization");
  return {
    memory: left(gpu?.memoryTotal, "memory"), power: left(gpu?.powerLimit, "power"), temperature: left(gpu?.temperatureSlowdown, "temperature"),
    work: busy.length === 0 ? null : 100 - busy.reduce((a, b) => a + b, 0) / busy.length,
  };
}

/** Columns for a chart of several GPUs: one time axis (seconds), for each a column with null where it said nothing then. */
export function columnsOf(lines, figure) {
  const one = lines.length > 0 && lines.every(line => line.host === lines[0].host);
  if (one) return [lines[0].host.times.map(time => time / 1000), ...lines.map(line => line.host.series[figure][line.gpu] ?? [])];
  // Hosts measure at instants of their own: what falls into the same second is put together.
  const seconds = [...new Set(lines.flatMap(line => line.host.times.map(time => Math.floor(time / 1000))))].sort((a, b) => a - b);
  const at = new Map(seconds.map((second, place) => [second, place]));
  return [seconds, ...lines.map(({ host, gpu }) => {
    const column = Array(seconds.length).fill(null);
    host.times.forEach((time, k) => { column[at.get(Math.floor(time / 1000))] = host.series[figure][gpu]?.[k] ?? null; });
    return column;
  })];
}

/** Cuts columns to a span in seconds, both ends included. */
export function cut(columns, from, to) {
  const first = columns[0].findIndex(time => time >= from);
  let end = columns[0].length;
  while (end > 0 && columns[0][end - 1] > to) end--;
  return columns.map(column => column.slice(first < 0 ? columns[0].length : first, end));
}

/** Addresses of a host's or GPU's logs and incidents around the time that is shown. */
export function trails(host, owner, from, to) {
  const query = owner ? { service: owner.id } : { contains: host };
  const incidents = owner ? { show: "all", service: owner.id, since: "24h" } : { show: "all", q: host, since: "24h" };
  return { logs: `logs?${new URLSearchParams({ ...query, from: String(from), to: String(to) })}`, incidents: `incidents?${new URLSearchParams(incidents)}` };
}
