// Dragging over a time axis makes that span the page's range; a double click goes back.
import { resolveRange, setRange } from "../range.js";

const zoomedFrom = [];

/** Dispatches "op-zoom" {from, to} (Unix milliseconds) from the element; unless prevented, that becomes the page's range. */
export function zoomTo(element, from, to, before) {
  if (!(to > from)) return;
  const event = new CustomEvent("op-zoom", { bubbles: true, cancelable: true, detail: { from, to } });
  zoomedFrom.push(before);
  if (zoomedFrom.length > 50) zoomedFrom.shift();
  if (element.dispatchEvent(event)) setRange(String(Math.round(from)), String(Math.round(to)));
}

/** To the range before the last zoom; without one, to twice as much time around the middle of `now` ([from, to] as in the URL). */
export function zoomBack(now) {
  const before = zoomedFrom.pop();
  if (before) { setRange(...before); return; }
  const [from, to] = resolveRange(...now);
  const half = (to - from) / 2;
  setRange(String(Math.round(from - half)), String(Math.round(Math.min(to + half, Date.now()))));
}
