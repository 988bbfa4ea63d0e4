// <op-chart data-queries='[{"expr":"up","legend":"{{job}}"}]' data-title="…" data-unit="s" data-from="now-1h" data-to="now">
// The server emits the element and never looks inside. The chart module and its library are loaded when the first one comes near the screen.
class OpChart extends HTMLElement {
  static observedAttributes = [
    "data-queries", "data-query", "data-title", "data-about", "data-unit", "data-decimals", "data-from", "data-to", "data-refresh",
    "data-kind", "data-stack", "data-min", "data-max", "data-thresholds", "data-legend", "data-legend-as", "data-empty",
  ];

  #chart = null;
  #seen = null;
  #queued = false;

  connectedCallback() {
    this.#seen = new IntersectionObserver(entries => this.#visible(entries.at(-1).isIntersecting), { rootMargin: "200px" });
    this.#seen.observe(this);
  }

  disconnectedCallback() {
    this.#seen?.disconnect();
    this.#seen = null;
    this.#chart?.destroy();
    this.#chart = null;
  }

  attributeChangedCallback() {
    if (!this.#chart || this.#queued) return;
    this.#queued = true;
    queueMicrotask(() => {
      this.#queued = false;
      this.#chart?.update(readOptions(this.dataset));
    });
  }

  async #visible(yes) {
    if (this.#chart) {
      this.#chart.setActive(yes);
      return;
    }
    if (!yes) return;
    const { mount } = await import("./chart.js");
    if (!this.isConnected || this.#chart) return;
    this.#chart = mount(this, readOptions(this.dataset));
  }
}

const number = text => (text === undefined || text === "" ? null : Number(text));

function readOptions(data) {
  return {
    queries: data.queries ? JSON.parse(data.queries) : data.query ? [{ expr: data.query, legend: data.legend }] : [],
    title: data.title ?? "",
    about: data.about ?? "",
    unit: data.unit ?? "none",
    decimals: number(data.decimals),
    from: data.from ?? "now-1h",
    to: data.to ?? "now",
    refreshSeconds: number(data.refresh),
    kind: data.kind ?? "line",
    stack: data.stack === "true",
    min: number(data.min),
    max: number(data.max),
    thresholds: data.thresholds ? JSON.parse(data.thresholds) : [],
    legendAs: data.legendAs ?? "table",
    empty: data.empty ?? "",
  };
}

customElements.define("op-chart", OpChart);
