// Time series: lines, bars, points, areas, stacks over time. Makes the model that chart/time-view.js draws.
import { TimeView } from "../chart/time-view.js";
import { timeModel } from "./parts/time-model.js";

export const prepare = () => TimeView.prepare();

/** Reads its own size when its legend stands. */
export const sizesItself = true;

/** {update(answer), redraw(), destroy(), canvas()} in the given parts of a panel. */
export function create({ body, spoken }) {
  body.innerHTML = "";
  const host = document.createElement("div");
  host.className = "op-viz-plot";
  host.tabIndex = 0;
  host.setAttribute("role", "group");
  host.setAttribute("aria-roledescription", "chart");
  const legend = document.createElement("div");
  legend.className = "op-chart-legend";
  body.append(host, legend);
  const view = new TimeView({ host, legend, spoken });

  return {
    async update(answer, context) {
      const model = timeModel(answer, context);
      body.dataset.legend = model.legend.as === "none" ? "none" : model.legend.placement;
      legend.style.maxWidth = body.dataset.legend === "right" && model.legend.width ? `${model.legend.width}px` : "";
      await view.show(model);
    },
    redraw: () => view.restyle(),
    picture: () => (view.canvas ? { canvas: view.canvas, series: view.shownSeries, over: view.over } : null),
    destroy: () => view.destroy(),
  };
}
