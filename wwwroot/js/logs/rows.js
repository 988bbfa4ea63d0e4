// Lines as the page holds them. Pure: pages and frames in, rows out.
import { readJson, summary } from "./text.js";

/** A row of a line {t, s, v, l, m, p, cut, k} and its stream's labels. What is drawn of it is worked out when it is first seen. */
export function rowOf(line, labels) {
  return {
    ns: line.t, ms: Number(line.t.slice(0, -6)), level: line.v, line: line.l, labels, metadata: line.m ?? null, parsed: line.p ?? null, cut: line.cut ?? 0, masked: line.k ?? 0, count: 1,
    get json() { return define(this, "json", readJson(this.line)); },
    get said() { return define(this, "said", summary(this.line, this.json)); },
    get service() { return define(this, "service", labels.service ?? labels.service_name ?? this.metadata?.service ?? ""); },
  };
}

// A getter that runs once: most of five thousand lines are never looked at.
function define(row, name, value) {
  Object.defineProperty(row, name, { value, enumerable: false });
  return value;
}

/** Rows of an answer of /api/v1/logs/lines. */
export const rowsOf = answer => answer.lines.map(line => rowOf(line, answer.streams[line.s]));

/** What names a line in an address: its nanosecond and a number from its stream and text. */
export function keyOf(row) {
  let hash = 5381;
  const text = row.line + JSON.stringify(row.labels);
  for (let i = 0; i < text.length; i++) hash = ((hash * 33) ^ text.charCodeAt(i)) >>> 0;
  return `${row.ns}-${hash.toString(36)}`;
}

const number = /\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b|\b(?=[\da-f]*\d)[\da-f]{8,}\b|\d+(?:\.\d+)?/gi;

/** What rows must share to be one: "exact" the text, "numbers" the text but for numbers and ids, "signature" letters alone. */
export function likeness(row, how) {
  const text = row.said.message;
  if (how === "numbers") return row.service + " " + text.replace(number, "#");
  if (how === "signature") return row.service + " " + text.replace(/[^\p{L}]+/gu, " ");
  return row.service + " " + (row.json ? text : row.line);
}

/** Neighbours that say the same become one row with a count; the first of them stands for all. */
export function dedupe(rows, how) {
  if (how === "off" || !how) return rows;
  const kept = [];
  let [last, lastLikeness] = [null, null];
  for (const row of rows) {
    const now = likeness(row, how);
    if (last && now === lastLikeness) { last.count++; continue; }
    last = Object.create(row, { count: { value: 1, writable: true, enumerable: true } });
    lastLikeness = now;
    kept.push(last);
  }
  return kept;
}

/** [[value, count]…] of a field over rows, most frequent first; {present, distinct, numbers: {min, mean, max} | null}. */
export function statistics(rows, fieldOf) {
  const counts = new Map();
  const numbers = [];
  let present = 0;
  for (const row of rows) {
    const value = fieldOf(row);
    if (value === undefined || value === "") continue;
    present++;
    counts.set(value, (counts.get(value) ?? 0) + 1);
    if (/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value)) numbers.push(Number(value));
  }
  const sorted = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const figures = numbers.length > 0 && numbers.length === present
    ? { min: numbers.reduce((a, b) => Math.min(a, b)), max: numbers.reduce((a, b) => Math.max(a, b)), mean: numbers.reduce((a, b) => a + b, 0) / numbers.length } : null;
  return { present, distinct: counts.size, top: sorted.slice(0, 10), numbers: figures };
}

/** Lines with a moment, of several lists, each line once: for a tail over what was read before. */
export function merge(rows, more) {
  const known = new Set(rows.map(row => row.ns + row.line));
  return [...rows, ...more.filter(row => !known.has(row.ns + row.line))].sort((a, b) => (a.ns.length - b.ns.length) || (a.ns < b.ns ? -1 : a.ns > b.ns ? 1 : 0));
}
