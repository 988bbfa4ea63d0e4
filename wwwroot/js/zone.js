// The viewer's zone, or UTC if they want it. Everything that writes a time asks here.
import { readCookie, writeCookie } from "./cookie.js";

const own = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
writeCookie("op-tz", own);

// What the viewer chose: "1" UTC, "0" the browser's own; null: what the page asks for (a dashboard's own zone), else the browser's.
let chosen = readCookie("op-utc");
let page = pageZone();
let shown = find();

function pageZone() {
  const name = globalThis.document?.querySelector?.("[data-time-zone]")?.dataset.timeZone;
  if (!name) return null;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: /^utc$/i.test(name) ? "UTC" : name }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}

// A chart asks for each tick of its axis: it is found once.
function find() {
  return chosen === "1" ? "UTC" : chosen === "0" ? own : page ?? own;
}

document.addEventListener("visibilitychange", () => {
  // Another window may have changed it while this one was not looked at.
  chosen = readCookie("op-utc");
  shown = find();
});

/** IANA name of the zone that times are shown in. */
export const zoneName = () => shown;

export const inUtc = () => shown === "UTC";

/** The zone that the page itself asks for, or null. */
export const pagesZone = () => page;

/** True: the viewer chose no zone, so that the page's own is shown where it has one. */
export const byPage = () => chosen !== "1" && chosen !== "0";

/** true: UTC. false: the browser's own zone, also where the page has one. null: no choice. */
export function chooseZone(utc) {
  const next = utc === null ? null : utc ? "1" : "0";
  writeCookie("op-utc", next ?? "");
  take(next, page);
}

/** The page has changed: another dashboard, or none. */
export function followPage() {
  const next = pageZone();
  if (next !== page) take(chosen, next);
}

function take(choice, zone) {
  const before = shown;
  [chosen, page] = [choice, zone];
  shown = find();
  if (shown !== before) formats.clear();
  document.dispatchEvent(new CustomEvent("op-zone"));
}

const formats = new Map();

/** A formatter in the shown zone, kept; options as Intl.DateTimeFormat takes them. */
export function formatter(key, options) {
  const name = zoneName() + key;
  if (!formats.has(name)) formats.set(name, new Intl.DateTimeFormat("sv-SE", { timeZone: zoneName(), hourCycle: "h23", ...options }));
  return formats.get(name);
}

const date = { year: "numeric", month: "2-digit", day: "2-digit" };
const clock = { hour: "2-digit", minute: "2-digit", second: "2-digit" };

/** "2026-01-31 14:05:09" */
export const fullTime = ms => formatter("full", { ...date, ...clock }).format(ms);

/** "14:05:09" */
export const clockTime = ms => formatter("clock", clock).format(ms);

/** "14:05:09.123" */
export const preciseTime = ms => formatter("precise", { ...clock, fractionalSecondDigits: 3 }).format(ms).replace(",", ".");

/** "2026-01-31 14:05:09.123" */
export const preciseDate = ms => `${fullTime(ms)}.${String(Math.floor(ms) % 1000).padStart(3, "0")}`;

/** "2026-01-31 14:05" */
export const shortTime = ms => formatter("short", { ...date, hour: "2-digit", minute: "2-digit" }).format(ms);

const wall = { ...date, ...clock };

/** Minutes that the shown zone is ahead of UTC at that moment. */
export function offsetMinutes(ms) {
  if (inUtc()) return 0;
  if (shown === own) return -new Date(ms).getTimezoneOffset();
  const part = Object.fromEntries(formatter("wall", wall).formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
  return Math.round((Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second) - Math.floor(ms / 1000) * 1000) / 60000);
}

/** A moment as a datetime-local field wants it, in the shown zone. */
export const toField = ms => new Date(ms + offsetMinutes(ms) * 60000).toISOString().slice(0, 19);

/** What a datetime-local field holds, in the shown zone, as Unix milliseconds. */
export function fromField(text) {
  const wanted = Date.parse(text + (text.length === 16 ? ":00Z" : "Z"));
  // The offset is that of the moment, which is known only by it: the second try is right but in the hour that a clock skips.
  const near = wanted - offsetMinutes(wanted) * 60000;
  return wanted - offsetMinutes(near) * 60000;
}
