// The life of an element that a script draws: begun when it comes near the screen, told of new attributes and of being seen or not,
// ended when it goes. What draws is an object {update(), destroy()}, with setActive(seen) and moveTo(element) where it can do that, and
// with settled, a promise that it has drawn once or said why not.
import { addFirst } from "./first-drawings.js";

// The server's first drawing of a page has such elements too (data-early): they ask and draw while the circuit comes up. When that
// draws the page anew, its elements take over what the first ones drew.
const parked = [];
const parkMs = 10_000;
const margin = 240;

export class SeenElement extends HTMLElement {
  /** Pixels inside, read while the page was laid out anyway, of what begins at once; 0 otherwise. */
  firstWidth = 0;
  #drawn = null;
  #seen = null;
  #beginning = false;
  #queued = false;

  /** Begins drawing into this element; gives what draws. Subclasses say how. */
  async begin() {
    throw new Error("Nothing draws this element.");
  }

  get drawn() { return this.#drawn; }

  connectedCallback() {
    if (!this.#early) this.#takeOver();
    // What the page begins with doesn't wait for the first frame: it asks while that is being painted.
    else if (this.#isNear()) this.#beginEarly();
    this.#seen = new IntersectionObserver(entries => this.#look(entries.at(-1).isIntersecting), { rootMargin: `${margin}px` });
    this.#seen.observe(this);
  }

  disconnectedCallback() {
    this.#seen?.disconnect();
    this.#seen = null;
    if (this.#drawn?.moveTo && this.#early) this.#park(this.#drawn);
    else this.#drawn?.destroy();
    this.#drawn = null;
  }

  attributeChangedCallback() {
    if (!this.#drawn || this.#queued) return;
    this.#queued = true;
    queueMicrotask(() => {
      this.#queued = false;
      this.#drawn?.update();
    });
  }

  async #look(seen) {
    if (this.#drawn) { this.#drawn.setActive?.(seen); return; }
    if (!seen || this.#beginning) return;
    this.#beginning = true;
    try {
      const drawn = await this.begin();
      if (this.isConnected && !this.#drawn) this.#drawn = drawn;
      else drawn.destroy();
    } finally {
      this.#beginning = false;
    }
  }

  // Nothing is written between these questions, so the page is laid out once for all of them.
  #isNear() {
    const { top, bottom, width } = this.getBoundingClientRect();
    const near = width > 0 && bottom > -margin && top < innerHeight + margin;
    if (near) this.firstWidth = this.clientWidth;
    return near;
  }

  #beginEarly() {
    addFirst(this.#look(true).then(() => this.#drawn?.settled));
  }

  get #early() { return "early" in this.dataset; }

  // What it shows. Menus and refreshing belong to the page that is alive.
  get #key() {
    return [this.localName, ...this.constructor.observedAttributes.filter(name => name !== "data-menu" && name !== "data-refresh").map(name => this.getAttribute(name))].join("\n");
  }

  #park(drawn) {
    const one = { key: this.#key, from: this, drawn };
    one.timer = setTimeout(() => {
      parked.splice(parked.indexOf(one), 1);
      drawn.destroy();
    }, parkMs);
    parked.push(one);
  }

  #takeOver() {
    const at = parked.length > 0 ? parked.findIndex(one => one.key === this.#key) : -1;
    if (at < 0) return;
    const [{ from, drawn, timer }] = parked.splice(at, 1);
    clearTimeout(timer);
    for (const { name, value } of [...from.attributes]) if (!this.hasAttribute(name) && name !== "data-early") this.setAttribute(name, value);
    this.replaceChildren(...from.childNodes);
    this.#drawn = drawn;
    drawn.moveTo(this);
  }
}
