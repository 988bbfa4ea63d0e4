// Kiosk mode, for a wall screen: ?kiosk leaves a page its title, the time and its content. Escape leaves it.
import { clockTime, zoneName } from "./zone.js";

const root = document.documentElement;
const wanted = () => new URL(location.href).searchParams.has("kiosk");

function follow() {
  if (wanted()) root.dataset.kiosk = "";
  else delete root.dataset.kiosk;
  tick();
}

export function setKiosk(on) {
  const url = new URL(location.href);
  if (on) url.searchParams.set("kiosk", "1");
  else for (const name of ["kiosk", "play", "every"]) url.searchParams.delete(name);
  history.replaceState(history.state, "", url);
  follow();
  if (!on && document.fullscreenElement) document.exitFullscreen();
}

export const toggleKiosk = () => setKiosk(!wanted());

function tick() {
  if (root.dataset.kiosk === undefined) return;
  for (const clock of document.querySelectorAll("[data-kiosk-clock]")) {
    const text = `${clockTime(Date.now()).slice(0, 5)} ${zoneName()}`;
    if (clock.textContent !== text) clock.textContent = text;
  }
}

document.addEventListener("op-moved", follow);
document.addEventListener("click", event => {
  if (event.target.closest?.("[data-kiosk-exit]")) setKiosk(false);
  if (event.target.closest?.("[data-kiosk-enter]")) setKiosk(true);
});
document.addEventListener("keydown", event => {
  if (event.key === "Escape" && root.dataset.kiosk !== undefined && !event.defaultPrevented && !document.querySelector("dialog[open], details.op-pop[open]")) setKiosk(false);
});
setInterval(tick, 1000);
follow();
