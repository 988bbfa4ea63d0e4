// <op-panel data-uid="h200" data-panel="3" data-vars="var-job=api" data-from="now-1h" data-to="now" data-title="…" data-type="timeseries">
// A panel of a dashboard. What draws it is loaded when the first one comes near the screen.
import { questionKey } from "./panels/data/answer.js";

// The server's first drawing of a page has panels too (data-early): they ask and draw while the circuit comes up. When that draws
// the page anew, its panels take over what these began.
const parked = new Map();
const parkMs = 10_000;

function park(panel, key) {
  parked.get(key)?.end();
  const end = () => {
    clearTimeout(timer);
    parked.delete(key);
    panel.destroy();
  };
  const timer = setTimeout(end, parkMs);
  parked.set(key, { end, take: () => { clearTimeout(timer); parked.delete(key); return panel; } });
}

class OpPanel extends HTMLElement {
  static observedAttributes = [
    "data-uid", "data-panel", "data-vars", "data-version", "data-from", "data-to", "data-refresh", "data-title", "data-about", "data-type", "data-draft", "data-menu", "data-transparent",
  ];

  #panel = null;
  #seen = null;
  #queued = false;

  connectedCallback() {
    this.#takeOver();
    this.#seen = new IntersectionObserver(entries => this.#visible(entries.at(-1).isIntersecting), { rootMargin: "240px" });
    this.#seen.observe(this);
  }

  disconnectedCallback() {
    this.#seen?.disconnect();
    this.#seen = null;
    if (this.#panel && "early" in this.dataset) park(this.#panel, questionKey(this.dataset));
    else this.#panel?.destroy();
    this.#panel = null;
  }

  attributeChangedCallback() {
    if (!this.#panel || this.#queued) return;
    this.#queued = true;
    queueMicrotask(() => {
      this.#queued = false;
      this.#panel?.update(this.dataset);
    });
  }

  #takeOver() {
    if ("early" in this.dataset) return;
    this.#panel = parked.get(questionKey(this.dataset))?.take() ?? null;
    this.#panel?.moveTo(this);
  }

  async #visible(yes) {
    if (this.#panel) {
      this.#panel.setActive(yes);
      return;
    }
    if (!yes) return;
    const { Panel } = await import("./panels/panel.js");
    if (!this.isConnected || this.#panel) return;
    this.#panel = new Panel(this, this.dataset);
  }

  /** Asks again now. */
  refresh() {
    this.#panel?.refresh();
  }
}

customElements.define("op-panel", OpPanel);
