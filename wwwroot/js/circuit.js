// On a dashboard, Blazor's circuit comes after the first drawings of its panels: until then all that the machine can do belongs to what
// people came to look at. It comes sooner when they touch the page, and a second after the scripts at the latest. Everywhere else it
// brings the figures that people came for, and begins at once.
import { firstDrawings } from "./first-drawings.js";

const latestMs = 1000;
const touches = ["pointerdown", "keydown", "focusin"];
const link = document.querySelector("link[data-circuit]");
let begun = false;

function begin() {
  if (begun || !link) return;
  begun = true;
  for (const name of touches) document.removeEventListener(name, begin, true);
  // It starts by itself when it is there.
  document.body.append(Object.assign(document.createElement("script"), { src: link.href }));
}

// What is typed into a form that only the circuit takes would be gone when the circuit draws it anew: until then it can't be filled in.
// So with buttons outside of forms that somebody would believe to have pressed.
for (const control of document.querySelectorAll(":is(form:not([method], [data-range-form]), .op-needs-circuit) :is(button, input, select, textarea)")) control.disabled = true;

const drawings = document.querySelector("op-panel") ? firstDrawings(latestMs) : null;
if (drawings) {
  for (const name of touches) document.addEventListener(name, begin, true);
  // Behind the frame that shows them, where there are frames.
  drawings.then(() => (document.hidden ? begin() : requestAnimationFrame(() => setTimeout(begin))));
} else begin();
