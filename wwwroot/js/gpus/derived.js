// Figures that are not measured but worked out, each with the words that say how. Pure: no drawing, no clock of its own.

import { duration } from "./dom.js";

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

/**
 * Time in one reason: "40 s of the last 15 min, 2 h since the driver was loaded". What was lately is known from two readings on.
 * @param held {since, until, [reason]: seconds a GPU}
 */
export function heldWords(seconds, held, reason, i) {
  const lately = held?.[reason]?.[i] ?? null, span = held ? duration(held.until - held.since) : "";
  const whole = seconds === 0 ? "never since the driver was loaded" : `${duration(seconds * 1000)} since the driver was loaded`;
  return lately === null ? whole : `${lately === 0 ? "not" : duration(lately * 1000)} in the last ${span}, ${whole}`;
}

/** The reasons that held a GPU back lately, the longest first; "not" when none did; null when it is not known. */
export function heldLately(held, i) {
  const words = { power: "power limit", thermal: "heat (driver)", hardwareThermal: "heat (hardware)", powerBrake: "power brake", syncBoost: "sync boost" };
  const known = Object.keys(words).filter(reason => (held?.[reason]?.[i] ?? null) !== null);
  if (known.length === 0) return null;
  const some = known.filter(reason => held[reason][i] > 0).sort((a, b) => held[b][i] - held[a][i]);
  return some.length === 0 ? "not" : some.map(reason => `${words[reason]} ${duration(held[reason][i] * 1000)}`).join(", ");
}

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

/**
 * Columns for a chart of several GPUs: one time axis (seconds), for each a column: null where it said nothing then, which breaks
 * its line, undefined where only another has a time.
 */
export function columnsOf(lines, figure) {
  const one = lines.length > 0 && lines.every(line => line.host === lines[0].host), hosts = [...new Set(lines.map(line => line.host))];
  // Hosts measure at instants of their own: what falls into the same second is put together.
  const unit = one ? 1 : 1000, key = time => Math.floor(time / unit);
  const holes = new Map(hosts.map(host => [host, host.times.filter((time, k) => k + 1 < host.times.length && host.times[k + 1] - time > host.gap).map(time => key(time + 1000))]));
  if (one && holes.get(hosts[0]).length === 0) return [hosts[0].times.map(time => time / 1000), ...lines.map(line => line.host.series[figure][line.gpu] ?? [])];
  const keys = [...new Set(hosts.flatMap(host => [...host.times.map(key), ...holes.get(host)]))].sort((a, b) => a - b);
  const at = new Map(keys.map((moment, place) => [moment, place]));
  return [keys.map(moment => moment * unit / 1000), ...lines.map(({ host, gpu }) => {
    const column = Array(keys.length).fill(undefined);
    for (const hole of holes.get(host)) column[at.get(hole)] = null;
    host.times.forEach((time, k) => { column[at.get(key(time))] = host.series[figure][gpu]?.[k] ?? null; });
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

/** What is said of a frame's time that is far from when it came; "" when it is not. */
export function clockWords(behind) {
  if (behind === null) return "";
  return behind > 0 ? `, measured ${duration(behind)} before it came: it waited, or the host's clock is behind` : `, its clock is ${duration(-behind)} ahead of the portal's`;
}

// What senders call the machine that a line comes from, as in Features/Gpus/Ledger/LedgerLogs.cs.
const HOST_LABELS = ["host", "hostname", "host_name", "node", "nodename"];

/** LogQL for the lines of a host; an instance may have a port behind it. */
export function linesOf(host) {
  const quote = text => JSON.stringify(text), instance = `${host.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")}(:[0-9]+)?`;
  return `{service_name=~".+"} | ${HOST_LABELS.map(label => `${label}=${quote(host)}`).join(" or ")} or instance=~${quote(instance)}`;
}

/** Addresses of a host's or GPU's logs, and of the incidents that were open, around the time that is shown (ms). */
export function trails(host, owner, from, to) {
  const lines = owner ? { service: owner.id } : { query: linesOf(host) };
  const incidents = { show: "all", ...(owner ? { service: owner.id } : { q: host }), during: `${Math.floor(from)}-${Math.ceil(to)}` };
  return { logs: `logs?${new URLSearchParams({ ...lines, from: String(Math.floor(from)), to: String(Math.ceil(to)) })}`, incidents: `incidents?${new URLSearchParams(incidents)}` };
}
