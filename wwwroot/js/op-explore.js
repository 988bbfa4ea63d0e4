// The elements of the Explore page. Their modules, and the editor's library, are loaded when the first of each is on the page.
const modules = {
  "op-explore": () => import("./explore/page.js"),
  "op-promql": () => import("./explore/editor.js"),
  "op-instant": () => import("./explore/instant.js"),
  "op-metrics": () => import("./explore/metrics.js"),
  "op-query-history": () => import("./explore/history.js"),
};

let editors = null;

for (const [name, load] of Object.entries(modules)) {
  customElements.define(name, class extends HTMLElement {
    static observedAttributes = ["data-value", "data-query", "data-server", "data-to", "data-refresh"];

    #mounted = null;

    connectedCallback() {
      const begin = module => this.isConnected && (this.#mounted ??= module.mount(this));
      // A key that is pressed while the circuit draws an editor anew must find it. The others look for what they hold, which comes after them.
      if (name === "op-promql" && editors) begin(editors);
      else load().then(module => {
        if (name === "op-promql") editors = module;
        begin(module);
      });
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
