// A playlist: ?play=a,b&every=30s goes to the next dashboard when its time is over, for ever. A standing page (pause) stays.
import { paused } from "../pause.js";
import { navigate } from "../range.js";

const units = { s: 1e3, m: 6e4, h: 36e5 };
let timer = 0;
let running = "";

/** Milliseconds of "30s"; at least five seconds. */
export function everyMs(text) {
  const match = /^(\d{1,4})([smh])$/.exec(text ?? "");
  return match ? Math.max(5000, Number(match[1]) * units[match[2]]) : 30000;
}

/** The address after this one; null when there is no playlist. */
export function nextOf(href) {
  const url = new URL(href);
  const uids = (url.searchParams.get("play") ?? "").split(",").filter(Boolean);
  const here = /^\/d(?:ashboards)?\/([^/]+)/.exec(url.pathname)?.[1];
  if (uids.length < 2 || !here) return null;
  const next = new URL(`/d/${encodeURIComponent(uids[(uids.indexOf(decodeURIComponent(here)) + 1) % uids.length])}`, url.origin);
  for (const name of ["kiosk", "play", "every"]) if (url.searchParams.has(name)) next.searchParams.set(name, url.searchParams.get(name));
  return next;
}

function follow() {
  const next = nextOf(location.href)?.href ?? "";
  if (next === running) return;
  running = next;
  clearInterval(timer);
  if (next) timer = setInterval(() => paused() || navigate(new URL(running)), everyMs(new URL(location.href).searchParams.get("every")));
}

document.addEventListener("op-moved", follow);
follow();
