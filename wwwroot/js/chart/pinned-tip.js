// A tooltip that stays: opened by a click or Enter in a chart, with the links of what stands in it. One at a time; Escape, a click elsewhere or its button closes it.
import { tipLine } from "./tooltip.js";

let open = null;

/** rows: those of a tooltip, with `links` [{title, url, blank}]. `back` gets the focus when it closes by a key. x and y in the window. */
export function pinTip({ head, rows, x, y, back, focus = false }) {
  closeTip();
  const box = document.createElement("div");
  box.className = "op-chart-tip op-tip-pinned";
  box.setAttribute("role", "dialog");
  box.setAttribute("aria-label", `Values at ${head}`);
  box.tabIndex = -1;
  const top = Object.assign(document.createElement("div"), { className: "op-tip-head" });
  const close = Object.assign(document.createElement("button"), { type: "button", className: "op-btn op-btn-small op-btn-ghost", textContent: "Close" });
  top.append(Object.assign(document.createElement("b"), { textContent: head }), close);
  box.append(top, ...rows.slice(0, 100).flatMap(row => [tipLine(row), ...(row.links?.length ? [linksOf(row)] : [])]));
  if (rows.length === 0) box.append(Object.assign(document.createElement("div"), { textContent: "No points here" }));
  (document.fullscreenElement ?? document.body).append(box);
  box.setAttribute("data-show", "");
  const { width, height } = box.getBoundingClientRect();
  const left = x + 12 + width > innerWidth ? Math.max(4, x - width - 12) : x + 12;
  box.style.transform = `translate(${Math.round(left)}px, ${Math.round(Math.min(Math.max(4, y + 8), Math.max(4, innerHeight - height - 4)))}px)`;

  const clean = new AbortController();
  open = { box, clean };
  close.addEventListener("click", () => { closeTip(); back?.focus(); });
  document.addEventListener("pointerdown", event => box.contains(event.target) || closeTip(), { signal: clean.signal, capture: true });
  document.addEventListener("keydown", event => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const inside = box.contains(document.activeElement);
    closeTip();
    if (inside) back?.focus();
  }, { signal: clean.signal, capture: true });
  // The place that it points at goes away under it.
  document.addEventListener("scroll", event => box.contains(event.target) || closeTip(), { signal: clean.signal, capture: true, passive: true });
  if (focus) (box.querySelector("a") ?? close).focus({ preventScroll: true });
}

export function closeTip() {
  open?.clean.abort();
  open?.box.remove();
  open = null;
}

function linksOf({ links }) {
  const list = Object.assign(document.createElement("div"), { className: "op-tip-links" });
  for (const { title, url, blank } of links) {
    const link = Object.assign(document.createElement("a"), { href: url, textContent: title });
    if (blank) Object.assign(link, { target: "_blank", rel: "noopener" });
    list.append(link);
  }
  return list;
}
