// Dark, light or the system's choice. The server draws what the cookies say; this changes it without a round trip.
import { readCookie, writeCookie } from "./cookie.js";

const system = matchMedia("(prefers-color-scheme: light)");
const root = document.documentElement;

/** "dark", "light" or "auto". */
export function chosenTheme() {
  return readCookie("op-theme") ?? "auto";
}

/** Keeps the choice, and applies it now. */
export function setTheme(choice) {
  writeCookie("op-theme", choice);
  apply();
}

function apply() {
  const choice = chosenTheme();
  const scheme = choice === "auto" ? (system.matches ? "light" : "dark") : choice;
  writeCookie("op-scheme", scheme);
  markChoice();
  if (root.dataset.theme === scheme) return;
  root.dataset.theme = scheme;
  document.dispatchEvent(new CustomEvent("op-theme", { detail: scheme }));
}

export function markChoice() {
  const choice = chosenTheme();
  for (const button of document.querySelectorAll("[data-set-theme]"))
    button.setAttribute("aria-pressed", String(button.dataset.setTheme === choice));
}

document.addEventListener("click", event => {
  const button = event.target.closest?.("[data-set-theme]");
  if (button) setTheme(button.dataset.setTheme);
});
system.addEventListener("change", apply);
apply();
