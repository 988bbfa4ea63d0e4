// The time range in the URL, as Ui/TimeRange.cs reads it: from and to are "now-1h" or Unix milliseconds.
const units = { s: 1e3, m: 6e4, h: 36e5, d: 864e5, w: 6048e5, M: 2592e6, y: 31536e6 };

/** One end of a range as Unix milliseconds; null when it is no time. */
export function resolveEnd(text, now, roundUp) {
  if (/^\d+$/.test(text)) return Number(text);
  const match = /^now(?:([+-])(\d{1,6})([smhdwMy]))?(?:\/([smhdwMy]))?$/.exec(text);
  if (!match) return null;
  let at = new Date(now);
  if (match[1]) at = add(at, (match[1] === "-" ? -1 : 1) * Number(match[2]), match[3]);
  if (match[4]) at = round(at, match[4], roundUp);
  return at.getTime();
}

/** Both ends, in Unix milliseconds. */
export function resolveRange(from, to, now = Date.now()) {
  const end = resolveEnd(to, now, true) ?? now;
  const start = resolveEnd(from, now, false) ?? end - 36e5;
  return start < end ? [start, end] : [end - 6e4, end];
}

/** Puts a range into the URL; Blazor, when it runs, hears of it as of any navigation. */
export function setRange(from, to) {
  const url = new URL(location.href);
  url.searchParams.set("from", from);
  url.searchParams.set("to", to);
  navigate(url);
}

export function navigate(url) {
  const relative = url.pathname + url.search + url.hash;
  if (window.Blazor?.navigateTo) window.Blazor.navigateTo(relative);
  else location.assign(relative);
}

function add(at, count, unit) {
  if (unit === "M") at.setUTCMonth(at.getUTCMonth() + count);
  else if (unit === "y") at.setUTCFullYear(at.getUTCFullYear() + count);
  else at = new Date(at.getTime() + count * units[unit]);
  return at;
}

function round(at, unit, up) {
  const [y, m, d] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()];
  const start =
    unit === "y" ? Date.UTC(y, 0) :
    unit === "M" ? Date.UTC(y, m) :
    unit === "w" ? Date.UTC(y, m, d - ((at.getUTCDay() + 6) % 7)) :
    unit === "d" ? Date.UTC(y, m, d) :
    Math.floor(at.getTime() / units[unit]) * units[unit];
  return up ? add(new Date(start), 1, unit) : new Date(start);
}
