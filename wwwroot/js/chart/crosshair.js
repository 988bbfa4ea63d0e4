// One crosshair for all charts of a page: where the pointer or the keys are, and the instant that was pinned (../pin.js keeps it in the URL).
import { pin, pinned } from "../pin.js";

const listeners = new Set();
let hover = null;
let waiting = 0;

/** Told of (hover, pinned): hover is {at, source} in Unix seconds or null, pinned Unix milliseconds or null. Returns what ends it. */
export function watchCrosshair(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The crosshair stands at that moment (Unix seconds); null: it left. The others hear of it once a frame. */
export function hoverAt(at, source) {
  if (at === null && hover?.source !== source) return;
  hover = at === null ? null : { at, source };
  waiting ||= requestAnimationFrame(tell);
}

export { pinned };

function tell() {
  waiting = 0;
  const at = pinned();
  for (const listener of listeners) listener(hover, at);
}

document.addEventListener("op-at", tell);

const typing = element => element?.isContentEditable || /^(INPUT|TEXTAREA|SELECT|BUTTON|A|SUMMARY)$/.test(element?.tagName ?? "");

document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const inChart = event.target.closest?.("[data-time-axis]");
  if (!inChart && typing(event.target)) return;
  const at = pinned();
  if (hover && (event.key === "p" || event.key === " ")) {
    pin(at !== null && Math.abs(at - hover.at * 1000) < 1 ? null : hover.at * 1000);
    event.preventDefault();
  } else if (event.key === "Escape" && at !== null && !document.querySelector("dialog[open], details.op-pop[open], [data-view]")) pin(null);
});
