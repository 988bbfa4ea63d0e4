// The elements of the Explore page. Their modules, and the editor's library, are loaded when the first of each is on the page.
const modules = {
  "op-explore": () => import("./explore/page.js"),
  "op-promql": () => import("./explore/editor.js"),
  "op-instant": () => import("./explore/instant.js"),
  "op-metrics": () => import("./explore/metrics.js"),
  "op-query-history": () => import("./explore/history.js"),
};

for (const [name, load] of Object.entries(modules)) {
  customElements.define(name, class extends HTMLElement {
    static observedAttributes = ["data-value", "data-query", "data-server", "data-to", "data-refresh"];

    #mounted = null;

    async connectedCallback() {
      const { mount } = await load();
      if (this.isConnected) this.#mounted ??= mount(this);
    }

    disconnectedCallback() {
      this.#mounted?.destroy?.();
      this.#mounted = null;
    }

    attributeChangedCallback() {
      this.#mounted?.update?.();
    }
  });
}
