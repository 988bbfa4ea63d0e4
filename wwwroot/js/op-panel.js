// <op-panel data-uid="h200" data-panel="3" data-vars="var-job=api" data-from="now-1h" data-to="now" data-title="…" data-type="timeseries">
// A panel of a dashboard. What draws it is loaded when the first one comes near the screen, each type's module only where it is used.
class OpPanel extends HTMLElement {
  static observedAttributes = [
    "data-uid", "data-panel", "data-vars", "data-version", "data-from", "data-to", "data-refresh", "data-title", "data-about", "data-type", "data-draft", "data-menu", "data-transparent",
  ];

  #panel = null;
  #seen = null;
  #queued = false;

  connectedCallback() {
    this.#seen = new IntersectionObserver(entries => this.#visible(entries.at(-1).isIntersecting), { rootMargin: "240px" });
    this.#seen.observe(this);
  }

  disconnectedCallback() {
    this.#seen?.disconnect();
    this.#seen = null;
    this.#panel?.destroy();
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

  async #visible(yes) {
    if (this.#panel) {
      this.#panel.setActive(yes);
      return;
    }
    if (!yes) return;
    // What draws the type comes beside what asks for its data.
    if (this.dataset.type) import("./panels/types.js").then(({ moduleOf }) => moduleOf(this.dataset.type)).then(module => module.prepare?.()).catch(() => {});
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
