// The viewer's zone, or UTC if they want it. Everything that writes a time asks here.
import { readCookie, writeCookie } from "./cookie.js";

const own = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
writeCookie("op-tz", own);

// A chart asks this for each tick of its axis; another window may have changed it while this one was not looked at.
let utc = readCookie("op-utc") === "1";
document.addEventListener("visibilitychange", () => (utc = readCookie("op-utc") === "1"));

export const inUtc = () => utc;

/** IANA name of the zone that times are shown in. */
export const zoneName = () => (inUtc() ? "UTC" : own);

export function setUtc(on) {
  writeCookie("op-utc", on ? "1" : "0");
  utc = on;
  formats.clear();
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

/** Minutes that the shown zone is ahead of UTC at that moment. */
export function offsetMinutes(ms) {
  if (inUtc()) return 0;
  return -new Date(ms).getTimezoneOffset();
}

/** A moment as a datetime-local field wants it, in the shown zone. */
export const toField = ms => new Date(ms + offsetMinutes(ms) * 60000).toISOString().slice(0, 19);

/** What a datetime-local field holds, in the shown zone, as Unix milliseconds. */
export const fromField = text => (inUtc() ? Date.parse(text + (text.length === 16 ? ":00Z" : "Z")) : new Date(text).getTime());
