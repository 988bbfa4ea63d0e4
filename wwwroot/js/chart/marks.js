// What happened on the page's time axis: incidents, deployments, alerts, experiments. Asked once a page for all charts; ?marks=off hides them.
import { firstDrawings } from "../first-drawings.js";

const latestMs = 1000;
const keepMs = 15000;
const missingMs = 300000;
const asked = new Map();
let missingUntil = 0;

export const marksShown = () => new URL(location.href).searchParams.get("marks") !== "off";

/** Shows or hides them, for all charts, in the URL. */
export function toggleMarks() {
  const url = new URL(location.href);
  if (marksShown()) url.searchParams.set("marks", "off");
  else url.searchParams.delete("marks");
  history.replaceState(history.state, "", url);
  document.dispatchEvent(new CustomEvent("op-marks", { detail: !marksShown() }));
}

/** [{kind, from, to, text, tone, href}] of a span (Unix milliseconds); none while the portal has none to tell of. Never rejects. */
export function marksOf(from, to, service = "") {
  if (!marksShown() || performance.now() < missingUntil) return Promise.resolve([]);
  const [start, end] = grainOf(from, to);
  return askOnce("/api/v1/marks?" + new URLSearchParams({ from: start, to: end, ...(service ? { service } : {}) })).then(list => list.filter(one => Number.isFinite(one.from)).slice(0, 200));
}

/** Charts of one page end within a step of each other: they ask for the same minutes. */
export function grainOf(from, to) {
  const grain = Math.max(60000, 10 ** Math.floor(Math.log10(Math.max((to - from) / 60, 1))));
  return [Math.floor(from / grain) * grain, Math.ceil(to / grain) * grain];
}

/** A list from the portal, asked once for all charts within some seconds; [] when there is none to be had. Never rejects. */
export function askOnce(url) {
  const known = asked.get(url);
  if (known && performance.now() - known.at < keepMs) return known.promise;
  const promise = read(url);
  if (asked.size > 20) asked.clear();
  asked.set(url, { at: performance.now(), promise });
  return promise;
}

async function read(url) {
  try {
    // Charts come first, what lies over them after that.
    await firstDrawings(latestMs);
    const response = await fetch(url, { headers: { accept: "application/json" }, credentials: "same-origin" });
    if (response.status === 404 && url.startsWith("/api/v1/marks?")) missingUntil = performance.now() + missingMs;
    if (!response.ok || response.redirected || !response.headers.get("content-type")?.includes("json")) return [];
    const list = await response.json();
    return Array.isArray(list) ? list : [];
  } catch {
    return [];
  }
}
