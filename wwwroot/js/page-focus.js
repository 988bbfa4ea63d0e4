// Where the keyboard is when a page is drawn. <op-page-focus data-page="Costs"> stands beside every page that the circuit draws:
// - Another page: its heading gets the focus, so that who can't see it hears where he is.
// - The circuit draws the page anew that the server sent: who was at an element, or wrote into it, is at its successor.
let left = null;

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

document.addEventListener("focusin", event => (left = { element: event.target, path: steps(event.target) }));

const isWritten = element => "value" in element && "defaultValue" in element && element.value !== element.defaultValue;

function goOn() {
  if (!left || left.element.isConnected || document.activeElement !== document.body) return;
  const { element: before, path } = left;
  const after = follow(path);
  if (!after) return;
  after.focus({ preventScroll: true });
  if (!isWritten(before) || after.value === before.value) return;
  after.value = before.value;
  for (const name of ["input", "change"]) after.dispatchEvent(new Event(name, { bubbles: true }));
}

class PageFocus extends HTMLElement {
  static observedAttributes = ["data-page"];
  static #drawn = false;

  connectedCallback() {
    if (PageFocus.#drawn) queueMicrotask(goOn);
    PageFocus.#drawn = true;
  }

  attributeChangedCallback(_, before) {
    if (before === null) return;
    // Behind the drawing that this belongs to.
    queueMicrotask(() => document.querySelector("h1")?.focus({ preventScroll: true }));
  }
}

customElements.define("op-page-focus", PageFocus);
