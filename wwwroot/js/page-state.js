// <op-page-state>: what the reader must know of the page as a whole: a pinned instant, and that it stands still.
import { pinned } from "./pin.js";
import { paused } from "./pause.js";
import { setRange } from "./range.js";
import { clockTime, fullTime, zoneName } from "./zone.js";

const around = 15 * 60000;

class OpPageState extends HTMLElement {
  #draw = () => this.draw();

  connectedCallback() {
    for (const name of ["op-at", "op-paused", "op-zone", "op-moved"]) document.addEventListener(name, this.#draw);
    this.draw();
  }

  disconnectedCallback() {
    for (const name of ["op-at", "op-paused", "op-zone", "op-moved"]) document.removeEventListener(name, this.#draw);
  }

  draw() {
    const parts = [];
    const at = pinned();
    if (at !== null) {
      const today = fullTime(at).slice(0, 10) === fullTime(Date.now()).slice(0, 10);
      const show = button(today ? clockTime(at) : fullTime(at), { "data-testid": "pinned-time", title: `${zoneName()}. Show the half hour around it`, "aria-label": `Show the half hour around ${fullTime(at)}` });
      show.addEventListener("click", () => setRange(String(at - around), String(at + around)));
      parts.push(chip("Pinned", show, button("Unpin", { "data-unpin": "", "data-testid": "unpin", title: "Let go (Escape)" })));
    }
    if (paused()) parts.push(chip(`Paused since ${clockTime(Number(document.documentElement.dataset.paused))}`, button("Go on", { "data-resume": "", title: "Shift+P" })));
    this.replaceChildren(...parts);
  }
}

function chip(words, ...rest) {
  const span = document.createElement("span");
  span.className = "op-chip op-state-chip";
  span.setAttribute("role", "status");
  span.append(words, ...rest);
  return span;
}

function button(text, attributes) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

customElements.define("op-page-state", OpPageState);
