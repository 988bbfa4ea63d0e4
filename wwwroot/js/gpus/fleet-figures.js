// What cells can be coloured and grouped by.
import { percent, celsius, watts } from "./dom.js";

const at = (host, column, i) => host.last?.[column]?.[i] ?? null;
const gpu = (host, i) => host.info?.gpus[i];

function memoryShare(host, i) {
  const used = at(host, "memoryUsed", i), total = gpu(host, i)?.memoryTotal;
  return used === null || !total ? null : 100 * used / total;
}

/** The gravest level of a GPU's notes: 0 nothing, 1 info, 2 warning, 3 trouble. */
export const levelOf = (host, i) => Math.max(0, ...(host.notes?.[i] ?? []).map(note => note.level));

/** For each figure: read gives its value or null, share where it stands between 0 and 1, write its words. */
export const COLOURS = {
  utilization: { read: (host, i) => at(host, "utilization", i), share: value => value / 100, write: percent, words: "utilisation, pale is idle, full is 100 %" },
  memory: { read: memoryShare, share: value => value / 100, write: value => `${percent(value)} of its memory`, words: "memory in use, full is 100 %" },
  temperature: {
    read: (host, i) => at(host, "temperature", i),
    share: (value, host, i) => (value - 25) / ((gpu(host, i)?.temperatureSlowdown ?? 90) - 25),
    write: celsius, words: "temperature, from 25 °C to the card's limit",
  },
  power: { read: (host, i) => at(host, "power", i), share: (value, host, i) => value / (gpu(host, i)?.powerLimit ?? 700), write: watts, words: "power, full is the card's limit" },
  trouble: { read: levelOf, share: value => value / 3, write: value => ["nothing to say", "worth knowing", "a warning", "trouble"][value], words: "how grave what is to be said about the GPU is" },
};

/** The name of the group that a GPU is in. */
export const GROUPS = {
  host: host => host.name,
  model: (host, i) => gpu(host, i)?.name ?? "not described yet",
  service: (host, i) => host.owners?.[i]?.name ?? "nobody's by the catalog",
  // The program that holds most of the card's memory.
  job: (host, i) => host.labels === null || host.labels.job[i] === null ? "programs can't be listed" : host.labels.job[i] || "nothing runs",
  mig: (host, i) => host.labels === null ? "not told yet" : host.labels.mig[i] ? `cut into ${host.labels.mig[i]}` : "whole",
};

/** What cells and their groups are ordered by, the greatest first; by their place where nothing is named here. */
export const RANKS = {
  trouble: levelOf,
  utilization: (host, i) => at(host, "utilization", i) ?? -1,
  memory: (host, i) => at(host, "memoryUsed", i) ?? -1,
  temperature: (host, i) => at(host, "temperature", i) ?? -1,
  power: (host, i) => at(host, "power", i) ?? -1,
};

/** Rows ({key, group, rank}) as a map from group to its rows: both by the greatest rank, then by name. */
export function ordered(rows) {
  const byName = (a, b) => a.localeCompare(b, undefined, { numeric: true });
  const groups = new Map();
  for (const row of rows) {
    if (!groups.has(row.group)) groups.set(row.group, []);
    groups.get(row.group).push(row);
  }
  for (const list of groups.values()) list.sort((a, b) => b.rank - a.rank || byName(a.key, b.key));
  return new Map([...groups].sort(([a, [first]], [b, [second]]) => second.rank - first.rank || byName(a, b)));
}
