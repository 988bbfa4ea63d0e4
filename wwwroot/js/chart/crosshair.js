// One crosshair for the whole page: where the pointer or the keys are, and the instant that was pinned (?at=<ms>, kept while navigating).

const listeners = new Set();
let hover = null;
let waiting = 0;

/** Told of (hover, pinned): hover is {at, source} in Unix seconds or null, pinned Unix milliseconds or null. Returns what ends it. */
export function watchCrosshair(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The crosshair stands at that moment (Unix seconds); null: it left. At most one word a frame goes to the others. */
export function hoverAt(at, source) {
  if (at === null && hover?.source !== source) return;
  hover = at === null ? null : { at, source };
  waiting ||= requestAnimationFrame(tell);
}

export const hovered = () => hover;

/** Unix milliseconds, or null. */
export function pinned() {
  const at = new URL(location.href).searchParams.get("at");
  return at && /^\d{10,16}$/.test(at) ? Number(at) : null;
}

/** Pins the instant, or with null takes the pin away. */
export function pin(ms) {
  const url = new URL(location.href);
  if (ms === null) url.searchParams.delete("at");
  else url.searchParams.set("at", String(Math.round(ms)));
  if (url.href === location.href) return;
  if (window.Blazor?.navigateTo) window.Blazor.navigateTo(url.pathname + url.search + url.hash, { replaceHistoryEntry: true });
  else history.replaceState(history.state, "", url);
  told();
}

let last = pinned();

function told() {
  const now = pinned();
  if (now === last) return;
  last = now;
  document.dispatchEvent(new CustomEvent("op-pin", { detail: { at: now } }));
  tell();
}

function tell() {
  waiting = 0;
  for (const listener of listeners) listener(hover, last);
}

// The server's links and the browser's buttons change the URL too.
window.navigation?.addEventListener("currententrychange", () => queueMicrotask(told));
window.addEventListener("popstate", () => queueMicrotask(told));

const typing = element => element?.isContentEditable || /^(INPUT|TEXTAREA|SELECT|BUTTON|A|SUMMARY)$/.test(element?.tagName ?? "");

document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const inChart = event.target.closest?.("[data-time-axis]");
  if (!inChart && typing(event.target)) return;
  if ((event.key === "p" || (event.key === " " && (inChart || hover))) && hover) {
    pin(last !== null && Math.abs(last - hover.at * 1000) < 1 ? null : hover.at * 1000);
    event.preventDefault();
  } else if (event.key === "Escape" && last !== null && !document.querySelector("dialog[open], details.op-pop[open], [data-view]")) pin(null);
});

