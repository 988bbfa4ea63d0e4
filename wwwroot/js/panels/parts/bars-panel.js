// What bar chart, histogram and XY chart share around their canvas: legend with isolating clicks, the words for who can't see it.
import { createLegend } from "../../chart/legend.js";
import { el } from "../dom.js";
import { hidesZeros, legendOf } from "./legend-model.js";
import { createColumns } from "./columns.js";

/** {show(model, options, entries, title)}; `entries` as numberFields, in the order of model.series. `make` is what draws; a model without names says its `label` itself. */
export function createBars(body, spoken, make = createColumns) {
  const host = el("div", { class: "op-canvas", role: "group", "aria-roledescription": "chart", tabindex: 0 });
  const legendHost = el("div", { class: "op-chart-legend" });
  body.append(host, legendHost);
  const columns = make(host, spoken);
  const hidden = new Set();
  let last = null;
  const legend = createLegend(legendHost, { onPick: pick });

  function pick(i, add) {
    const names = last.model.series.map(one => one.name);
    const alone = names.every((name, j) => hidden.has(name) === (j !== i));
    if (add) { if (!hidden.delete(names[i])) hidden.add(names[i]); }
    else { hidden.clear(); if (!alone) names.forEach((name, j) => j !== i && hidden.add(name)); }
    if (hidden.size >= names.length) hidden.clear();
    draw();
    legend.focus(i);
  }

  function draw() {
    const { model, options, entries, title } = last;
    const shown = model.series.map(one => !hidden.has(one.name));
    const settings = legendOf(options.legend, entries, title);
    body.dataset.legend = settings.as === "none" ? "none" : settings.placement;
    columns.show({ ...model, hideZeros: hidesZeros(options.tooltip), series: model.series.filter((_, i) => shown[i]) });
    legend.draw(settings, model.series, shown);
    legend.fill([[], ...model.series.map(one => one.values)]);
    host.setAttribute("aria-label", model.label ?? `${title}: ${model.names.slice(0, 12).map((name, i) => `${name} ${model.series.map(one => one.write(one.values[i])).join(", ")}`).join("; ")}`);
  }

  return {
    show(model, options, entries, title) {
      last = { model, options, entries, title };
      draw();
    },
    canvas: columns.canvas,
    paint: columns.paint,
    destroy() {
      columns.destroy();
      last = null;
    },
  };
}
