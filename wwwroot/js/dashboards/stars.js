// Stars of dashboards: each viewer's own, kept in this browser. <button data-star="uid"> turns one on and off.
import { keepUids, keptUids } from "./kept.js";

const key = "op-stars";
let page = null;

export const stars = () => keptUids(key);

/** Tells a page (DashboardListPage.razor) now and whenever one changes. */
export function tell(listener) {
  page = listener;
  page.invokeMethodAsync("Starred", stars());
}

document.addEventListener("click", event => {
  const button = event.target.closest?.("[data-star]");
  if (!button) return;
  const now = stars();
  const next = now.includes(button.dataset.star) ? now.filter(uid => uid !== button.dataset.star) : [...now, button.dataset.star];
  if (!keepUids(key, next.slice(-500))) return;
  mark();
  page?.invokeMethodAsync("Starred", next).catch(() => (page = null));
});

function mark() {
  const on = new Set(stars());
  for (const button of document.querySelectorAll("[data-star]")) {
    const pressed = String(on.has(button.dataset.star));
    if (button.getAttribute("aria-pressed") !== pressed) button.setAttribute("aria-pressed", pressed);
    const words = button.querySelector("[data-star-words]");
    if (words?.firstChild && words.firstChild.nodeValue !== (pressed === "true" ? "Starred" : "Star")) words.firstChild.nodeValue = pressed === "true" ? "Starred" : "Star";
  }
}

document.addEventListener("toggle", mark, true);
