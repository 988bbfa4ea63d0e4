// <op-chart data-queries='[{"expr":"up","legend":"{{job}}"}]' data-title="…" data-unit="s" data-from="now-1h" data-to="now">
// The server emits the element and never looks inside. The chart module and its library are loaded when the first one comes near the screen.
import { SeenElement } from "./seen-element.js";

// One promise for all: charts that begin together are made in one go.
let loading = null;
const load = () => (loading ??= import("./chart.js").catch(error => {
  loading = null;
  throw error;
}));

customElements.define("op-chart", class extends SeenElement {
  static observedAttributes = [
    "data-queries", "data-query", "data-title", "data-about", "data-unit", "data-decimals", "data-from", "data-to", "data-refresh",
    "data-kind", "data-stack", "data-min", "data-max", "data-thresholds", "data-legend", "data-legend-as", "data-empty",
  ];

  async begin() {
    const { mount } = await load();
    const chart = mount(this, readOptions(this.dataset));
    let element = this;
    return {
      ...chart,
      update: () => chart.update(readOptions(element.dataset)),
      moveTo(next) {
        element = next;
        chart.moveTo(next);
      },
    };
  }
});

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
