// A page is drawn by the server first, and anew when its circuit comes. What somebody did in between goes along: where the keyboard
// is, what was written or chosen, what was pressed. <op-page-focus data-page="Costs"> stands beside every page that a circuit draws;
// when it names another page, that one's heading gets the focus, so that who can't see it hears where he is.
const goodMs = 10_000;
const tryMs = 3000;
const everyMs = 100;
const done = [];
let left = null;
let isTaken = false;

const steps = element => {
  const path = [];
  for (let at = element; at && at !== document.body; at = at.parentElement) path.unshift([at.tagName, [...at.parentElement.children].indexOf(at)]);
  return path;
};

function follow(path) {
  let at = document.body;
  for (const [tag, index] of path) {
    at = at.children[index];
    if (at?.tagName !== tag) return null;
  }
  return at;
}

// A row may have moved meanwhile: what was meant for one must not happen to another. Ages tick, and say nothing of that.
function words(element) {
  const copy = (element.closest("tr, li, article") ?? element).cloneNode(true);
  for (const moment of copy.querySelectorAll("[data-age]")) moment.remove();
  return `${element.id} ${element.getAttribute("aria-label") ?? ""} ${copy.textContent.replace(/\s+/g, " ").trim()}`;
}

// Blazor keeps on each element which of its events the circuit takes. A script's own buttons have done their work already.
const isForCircuit = (element, name) => Object.keys(element).some(key => key.startsWith("_blazorEvents_") && element[key].getHandler?.(name));

const isSwitch = element => element.type === "checkbox" || element.type === "radio";

function note(kind, element) {
  if (isTaken || done.length >= 20) return;
  done.push({ kind, path: steps(element), words: words(element), value: element.value, checked: element.checked, at: performance.now() });
}

document.addEventListener("focusin", event => (left = { element: event.target, path: steps(event.target) }));
document.addEventListener("click", event => {
  const button = event.target.closest?.("button");
  if (button && !button.form) note("press", button);
}, true);
document.addEventListener("change", event => note("write", event.target), true);

function focusAgain() {
  if (!left || left.element.isConnected || document.activeElement !== document.body) return;
  const { element: before, path } = left;
  const after = follow(path);
  if (!after) return;
  after.focus({ preventScroll: true });
  if ("defaultValue" in before && before.value !== before.defaultValue && !isSwitch(before)) write(after, before);
}

function write(element, { value, checked }) {
  if (isSwitch(element)) {
    if (element.checked !== checked) element.click();
    return;
  }
  if (element.value === value) return;
  element.value = value;
  for (const name of ["input", "change"]) element.dispatchEvent(new Event(name, { bubbles: true }));
}

/** False when its element isn't there yet. */
function doAgain(one) {
  const element = follow(one.path);
  if (!element || words(element) !== one.words || element.disabled) return false;
  if (one.kind === "press" && isForCircuit(element, "click")) element.click();
  else if (one.kind === "write" && ["input", "change"].some(name => isForCircuit(element, name))) write(element, one);
  return true;
}

function goOn() {
  isTaken = true;
  focusAgain();
  const until = performance.now() + tryMs;
  (function next() {
    while (done.length > 0 && (performance.now() - done[0].at > goodMs || doAgain(done[0]))) done.shift();
    if (done.length > 0 && performance.now() < until) setTimeout(next, everyMs);
  })();
}

class PageFocus extends HTMLElement {
  static observedAttributes = ["data-page"];
  static #isDrawn = false;

  connectedCallback() {
    if (PageFocus.#isDrawn) queueMicrotask(goOn);
    PageFocus.#isDrawn = true;
  }

  attributeChangedCallback(_, before) {
    if (before === null) return;
    done.length = 0;
    // Behind the drawing that this belongs to.
    queueMicrotask(() => document.querySelector("h1")?.focus({ preventScroll: true }));
  }
}

customElements.define("op-page-focus", PageFocus);
