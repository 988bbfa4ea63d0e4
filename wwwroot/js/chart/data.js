// Asks the portal for points. Equal questions in flight are asked once; a question nobody waits for any more is aborted.
import { resolveRange } from "../range.js";

const steps = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400];
const shared = new Map();
const keepMs = 5000;
const graceMs = 1500;

/** Seconds between points, so that a panel of that many pixels gets about one each two pixels, and never over 2,000. */
export function stepFor(seconds, pixels) {
  const points = Math.min(Math.max(pixels / 2, 30), 1000);
  return steps.find(step => seconds / step <= points) ?? Math.ceil(seconds / points / 86400) * 86400;
}

/** {start, end, step} in whole seconds, aligned to the step, so that all viewers of a range ask the same. */
export function align(from, to, pixels) {
  const [a, b] = resolveRange(from, to);
  const step = stepFor((b - a) / 1000, pixels);
  const end = Math.floor(b / 1000 / step) * step;
  return { start: Math.min(Math.floor(a / 1000 / step) * step, end - step), end, step };
}

/**
 * The answers of all queries as one: {columns, series, asked, at, warnings, error, stale}. A series without labels has the title as its name.
 * `error` is null or {kind: "unavailable"|"rejected"|"notConfigured"|"signedOut", reason}. Throws only when aborted.
 */
export async function load(queries, span, signal, title) {
  const answers = await Promise.all(queries.map(query => ask(query, span, signal)));
  return merge(answers, queries, title);
}

async function ask({ expr, server }, { start, end, step }, signal) {
  const url = "/api/v1/query_range?" + new URLSearchParams({ query: expr, start, end, step, ...(server ? { server } : {}) });
  const entry = enter(url);
  entry.waiting++;
  const leave = () => {
    entry.waiting--;
    if (entry.waiting === 0 && !entry.done) setTimeout(() => entry.waiting === 0 && !entry.done && drop(url, entry), graceMs);
  };
  return new Promise((resolve, reject) => {
    const stop = () => { leave(); reject(new DOMException("superseded", "AbortError")); };
    if (signal.aborted) { stop(); return; }
    signal.addEventListener("abort", stop, { once: true });
    entry.promise.then(answer => {
      if (signal.aborted) return;
      signal.removeEventListener("abort", stop);
      entry.waiting--;
      resolve(answer);
    });
  });
}

function enter(url) {
  let entry = shared.get(url);
  if (entry) return entry;
  const controller = new AbortController();
  entry = { waiting: 0, done: false, controller, promise: null };
  entry.promise = read(url, controller.signal).then(answer => {
    entry.done = true;
    setTimeout(() => shared.get(url) === entry && shared.delete(url), answer.error ? 0 : keepMs);
    return answer;
  });
  shared.set(url, entry);
  return entry;
}

function drop(url, entry) {
  entry.controller.abort();
  if (shared.get(url) === entry) shared.delete(url);
}

async function read(url, signal) {
  try {
    const response = await fetch(url, { signal, headers: { accept: "application/json" }, credentials: "same-origin" });
    if (response.status === 401 || response.redirected) return failed("signedOut", "You are signed out. Load the page again to sign in.");
    const body = response.headers.get("content-type")?.includes("json") ? await response.json() : null;
    if (body?.columns || body?.error?.kind) return body;
    const words = body?.detail || body?.title || `The portal answered ${response.status}.`;
    return failed(response.status === 400 || response.status === 422 ? "rejected" : "unavailable", words);
  } catch (error) {
    return failed("unavailable", error.name === "AbortError" ? "The question was given up." : "The portal doesn't answer.");
  }
}

const failed = (kind, reason) => ({ columns: [[]], series: [], warnings: [], error: { kind, reason }, at: null, stale: true });

function merge(answers, queries, title) {
  const good = answers.filter(answer => answer.series?.length > 0);
  const errors = answers.map(answer => answer.error).filter(Boolean);
  const times = union(good.map(answer => answer.columns[0]));
  const columns = [times];
  const series = [];
  answers.forEach((answer, i) => {
    (answer.series ?? []).forEach((one, j) => {
      columns.push(fit(answer.columns[0], answer.columns[j + 1], times));
      series.push({ ...one, name: nameOf(one, queries[i].legend) || title, colour: queries[i].colour });
    });
  });
  const moments = answers.map(answer => answer.at).filter(at => at != null);
  return {
    columns,
    series: distinct(series),
    at: moments.length ? Math.min(...moments) : null,
    warnings: [...new Set(answers.flatMap(answer => answer.warnings ?? []))],
    error: errors[0] ?? null,
    asked: answers.map((answer, i) => answer.query ?? queries[i].expr),
    stale: answers.some(answer => answer.stale),
  };
}

function union(all) {
  if (all.length === 0) return [];
  const [first] = all;
  if (all.every(times => times.length === first.length && times[0] === first[0] && times.at(-1) === first.at(-1))) return first;
  return [...new Set(all.flat())].sort((a, b) => a - b);
}

function fit(times, values, to) {
  if (times === to || (times.length === to.length && times[0] === to[0] && times.at(-1) === to.at(-1))) return values;
  const at = new Map(times.map((time, i) => [time, values[i]]));
  return to.map(time => at.get(time) ?? null);
}

/** Grafana's legend: "{{service}} p95" with the series' labels put in. */
export function nameOf(series, legend) {
  if (!legend) return series.name;
  if (legend === "{}") return written(series.labels ?? {});
  const name = legend.replace(/\{\{\s*([\w.]+)\s*\}\}/g, (_, label) => series.labels?.[label] ?? "").trim();
  return name || series.name;
}

// As Prometheus writes a series.
function written({ __name__: name = "", ...labels }) {
  const rest = Object.entries(labels).map(([label, value]) => `${label}="${value}"`).join(", ");
  return rest ? `${name}{${rest}}` : name;
}

// Two series of one name are told apart by a number, so that legend and table rows stay distinct.
function distinct(series) {
  const count = new Map();
  for (const one of series) {
    const times = (count.get(one.name) ?? 0) + 1;
    count.set(one.name, times);
    if (times > 1) one.name += ` (${times})`;
  }
  return series;
}
