// <op-panel data-uid="h200" data-panel="3" data-vars="var-job=api" data-from="now-1h" data-to="now" data-title="…" data-type="timeseries">
// A panel of a dashboard. What draws it is loaded when the first one comes near the screen.
import { loadLibrary } from "./chart/library.js";
import { SeenElement } from "./seen-element.js";

// One promise for all: panels that begin together are made in one go.
let loading = null;
const load = () => (loading ??= import("./panels/panel.js").catch(error => {
  loading = null;
  throw error;
}));

customElements.define("op-panel", class extends SeenElement {
  static observedAttributes = [
    "data-uid", "data-panel", "data-vars", "data-version", "data-revision", "data-from", "data-to", "data-refresh", "data-title", "data-about", "data-type", "data-draft", "data-menu", "data-transparent",
  ];

  async begin() {
    // What most panels draw with comes beside what asks for them.
    if (this.dataset.type === "timeseries") loadLibrary().catch(() => {});
    const { Panel } = await load();
    return new Panel(this);
  }

  /** Asks again now. */
  refresh() {
    this.drawn?.refresh();
  }
});
