// <op-category-chart data-categories='["2026-11-01"]' data-series='[{"name":"h200","data":[1.5]}]' data-unit="USD" data-stacked="true">
// Bars over categories. The library (ApexCharts, 126 kB compressed) is loaded when the first one comes near the screen.
import { SeenElement } from "./seen-element.js";

const gone = { update() {}, destroy() {} };

customElements.define("op-category-chart", class extends SeenElement {
  static observedAttributes = ["data-categories", "data-series", "data-unit", "data-stacked"];

  async begin() {
    const { default: ApexCharts } = await import("apexcharts");
    // The library takes its time; the circuit may have drawn the page anew meanwhile.
    if (!this.isConnected) return gone;
    this.replaceChildren();
    const chart = new ApexCharts(this, readOptions(this));
    try {
      await chart.render();
    } catch (error) {
      if (this.isConnected) throw error;
      return gone;
    }
    this.dataset.drawn = "true";
    const update = () => chart.updateOptions(readOptions(this), false, false);
    document.addEventListener("op-theme", update);
    return {
      update,
      destroy() {
        document.removeEventListener("op-theme", update);
        chart.destroy();
      },
    };
  }
});

function readOptions(element) {
  const style = getComputedStyle(element);
  const colour = name => style.getPropertyValue(name).trim();
  const data = element.dataset;
  const series = JSON.parse(data.series || "[]");
  const currency = new Intl.NumberFormat("en-US", { style: "currency", currency: data.unit || "USD" });
  const money = value => (value === null || value === undefined ? "" : currency.format(value));
  const narrow = element.clientWidth < 560;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  return {
    chart: {
      type: "bar", stacked: data.stacked === "true", height: parseInt(colour("--op-chart-height"), 10) || 320, background: "transparent", fontFamily: "inherit",
      foreColor: colour("--op-text-2"), toolbar: { show: false }, zoom: { enabled: false }, animations: { enabled: !still && !element.dataset.drawn, speed: 250 },
    },
    theme: { mode: document.documentElement.dataset.theme === "light" ? "light" : "dark" },
    colors: series.map((one, i) => colour(`--op-series-${((one.colour ?? i) % 10) + 1}`)),
    series: series.map(({ name, data: values }) => ({ name, data: values })),
    xaxis: {
      categories: JSON.parse(data.categories || "[]"), tickPlacement: "on", axisBorder: { color: colour("--op-border") }, axisTicks: { show: false },
      labels: { rotate: -45, hideOverlappingLabels: true, formatter: text => String(text ?? "").slice(5), style: { fontSize: "11px" } }, tickAmount: narrow ? 6 : undefined,
      tooltip: { enabled: false },
    },
    yaxis: { labels: { formatter: money, style: { fontSize: "11px" } } },
    grid: { borderColor: colour("--op-grid-line"), strokeDashArray: 0 },
    dataLabels: { enabled: false },
    plotOptions: { bar: { columnWidth: "72%", borderRadius: 0 } },
    stroke: { width: 1, colors: [colour("--op-surface")] },
    legend: { position: "bottom", horizontalAlign: "left", fontSize: "12px", markers: { size: 5 } },
    tooltip: { shared: true, intersect: false, x: { formatter: (_, { dataPointIndex }) => JSON.parse(data.categories || "[]")[dataPointIndex] }, y: { formatter: money } },
    states: { active: { filter: { type: "none" } } },
  };
}

// <button data-print>: the page as paper.
document.addEventListener("click", event => {
  if (event.target.closest?.("[data-print]")) window.print();
});
