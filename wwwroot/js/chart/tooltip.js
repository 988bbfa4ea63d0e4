// One tooltip for the whole page: the moment, and the series in order of their values.
import { fullTime } from "../zone.js";
import { text } from "../units.js";

const most = 16;
let box = null;

function element() {
  if (!box?.isConnected) {
    box = document.createElement("div");
    box.className = "op-chart-tip";
    box.setAttribute("aria-hidden", "true");
    document.body.append(box);
  }
  return box;
}

/** rows: [{name, value, colour, near}], x and y in the window. */
export function showTooltip(at, rows, unit, decimals, x, y) {
  const tip = element();
  const head = document.createElement("b");
  head.textContent = fullTime(at * 1000);
  const sorted = rows.filter(row => row.value != null).sort((a, b) => b.value - a.value);
  const lines = sorted.slice(0, most).map(row => {
    const line = document.createElement("div");
    line.toggleAttribute("data-near", row.near);
    const mark = document.createElement("span");
    mark.className = "op-chart-swatch";
    mark.style.setProperty("--op-swatch", row.colour);
    const name = document.createElement("span");
    name.textContent = row.name;
    const value = document.createElement("span");
    value.textContent = text(row.value, unit, decimals);
    line.append(mark, name, value);
    return line;
  });
  if (sorted.length === 0) lines.push(Object.assign(document.createElement("div"), { textContent: "No points here" }));
  if (sorted.length > most) lines.push(Object.assign(document.createElement("div"), { textContent: `and ${sorted.length - most} more` }));
  tip.replaceChildren(head, ...lines);
  tip.setAttribute("data-show", "");
  const { width, height } = tip.getBoundingClientRect();
  const left = x + 16 + width > innerWidth ? Math.max(4, x - width - 16) : x + 16;
  const top = Math.min(Math.max(4, y + 12), innerHeight - height - 4);
  tip.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
}

export function hideTooltip() {
  box?.removeAttribute("data-show");
}
