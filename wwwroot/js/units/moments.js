// Moments and spans as units: dateTime…, time:FORMAT, clocks, durations in words.
const utcParts = ms => {
  const at = new Date(ms);
  return [at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate(), at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds(), at.getUTCMilliseconds()];
};
let partsOf = utcParts;

/** Pages show the viewer's zone: a function from Unix milliseconds to [year, month, day, hour, minute, second, millisecond]. */
export const useZone = parts => (partsOf = parts);

const two = number => String(number).padStart(2, "0");

/** Moment's tokens, those that dashboards use: YYYY-MM-DD HH:mm:ss.SSS */
export function writeMoment(ms, form) {
  if (Math.abs(ms) > 8.64e15) return String(ms);
  const [year, month, day, hour, minute, second, milli] = partsOf(Math.floor(ms));
  const parts = {
    YYYY: String(year).padStart(4, "0"), YY: two(year % 100), MM: two(month), M: String(month), DD: two(day), D: String(day), HH: two(hour), H: String(hour),
    hh: two(hour % 12 || 12), h: String(hour % 12 || 12), mm: two(minute), m: String(minute), ss: two(second), s: String(second),
    SSS: String(Math.floor(milli)).padStart(3, "0"), A: hour < 12 ? "AM" : "PM", a: hour < 12 ? "am" : "pm",
  };
  return form.replace(/YYYY|YY|MM|M|DD|D|HH|H|hh|h|mm|m|ss|s|SSS|A|a/g, token => parts[token]);
}

const forms = {
  dateTimeAsIso: "YYYY-MM-DD HH:mm:ss", dateTimeAsIsoNoDateIfToday: "YYYY-MM-DD HH:mm:ss", dateTimeAsUS: "MM/DD/YYYY h:mm:ss a", dateTimeAsUSNoDateIfToday: "MM/DD/YYYY h:mm:ss a",
  dateTimeAsLocal: "YYYY-MM-DD HH:mm:ss", dateTimeAsLocalNoDateIfToday: "YYYY-MM-DD HH:mm:ss", dateTimeAsSystem: "YYYY-MM-DD HH:mm:ss",
};

const spans = [[31557600, "year"], [2629800, "month"], [86400, "day"], [3600, "hour"], [60, "minute"], [1, "second"]];

/** "3 minutes ago", "in 2 hours"; the server's twin, which writes for no moment in particular, writes the full time. */
export function fromNow(ms, now = Date.now()) {
  const seconds = Math.round(Math.abs(now - ms) / 1000);
  const [size, unit] = spans.find(([one]) => seconds >= one) ?? [1, "second"];
  const count = Math.floor(seconds / size);
  if (count === 0) return "just now";
  const words = `${count} ${unit}${count === 1 ? "" : "s"}`;
  return ms > now ? `in ${words}` : `${words} ago`;
}

/** The full time of a moment that its unit writes shortly (dateTimeFromNow, …NoDateIfToday); null for other units. */
export const fullMoment = (value, unit) => (unit === "dateTimeFromNow" || /NoDateIfToday$/.test(unit ?? "") ? writeMoment(value, forms.dateTimeAsIso) : null);

const isToday = ms => partsOf(Math.floor(ms)).slice(0, 3).join() === partsOf(Date.now()).slice(0, 3).join();

const steps = [[31536000, "y"], [86400, "d"], [3600, "h"], [60, "min"], [1, "s"], [1e-3, "ms"]];

/** "3 d 4 h": the two greatest parts. */
function inWords(seconds) {
  const sign = seconds < 0 ? "−" : "";
  let rest = Math.abs(seconds);
  const said = [];
  for (const [size, unit] of steps) {
    if (rest < size || said.length === 2) { if (said.length > 0) break; continue; }
    said.push(`${Math.floor(rest / size)} ${unit}`);
    rest -= Math.floor(rest / size) * size;
  }
  return said.length ? sign + said.join(" ") : "0 s";
}

function clock(seconds, separator, days) {
  const sign = seconds < 0 ? "−" : "";
  const whole = Math.floor(Math.abs(seconds));
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  if (days && whole >= 86400) return `${sign}${Math.floor(whole / 86400)} d ${two(parts[0] % 24)}:${two(parts[1])}:${two(parts[2])}`;
  return sign + (separator === ":" ? parts.map(two).join(":") : `${two(parts[0])}h:${two(parts[1])}m:${two(parts[2])}s`);
}

/** The value written by a unit of time, or null when it is none of these. */
export function writeTime(value, unit) {
  if (unit === "dateTimeFromNow") return Math.abs(value) > 8.64e15 ? String(value) : fromNow(value);
  if (forms[unit] && /NoDateIfToday$/.test(unit) && Math.abs(value) < 8.64e15 && isToday(value)) return writeMoment(value, forms[unit].slice(11));
  if (forms[unit]) return writeMoment(value, forms[unit]);
  if (unit.startsWith("time:")) return writeMoment(value, unit.slice(5));
  switch (unit) {
    case "dtdurations": return inWords(value);
    case "dtdurationms": return inWords(value / 1000);
    case "dthms": return clock(value, ":", false);
    case "dtdhms": return clock(value, ":", true);
    case "clocks": return clock(value, "h", false);
    case "clockms": return clock(value / 1000, "h", false);
    default: return null;
  }
}
