// A panel's legend options as chart/legend.js takes them.
import { calcName, keepsUnit, reduce } from "../data/reducers.js";
import { text } from "../../units.js";

/** options.legend of Grafana: {showLegend, displayMode, placement, calcs, sortBy, sortDesc, width}. */
export function legendOf(legend = {}, entries, title) {
  const { displayMode = "list", placement = "bottom", calcs = [], sortBy, sortDesc = false, width } = legend;
  // One series that the title names already needs no legend of its own.
  const said = entries.length === 1 && displayMode !== "table" && calcs.length === 0 && entries[0].field.display === title;
  const none = legend.showLegend === false || displayMode === "hidden" || said;
  return {
    as: none ? "none" : displayMode === "table" ? "table" : "list",
    placement, width, sortBy, sortDown: sortDesc,
    calcs: calcs.map(calc => ({
      name: calcName(calc),
      value: values => scalar(reduce(whole(values), calc)),
      text: (value, one) => {
        if (value == null) return "–";
        if (typeof value === "boolean") return value ? "yes" : "no";
        if (!keepsUnit(calc)) return text(value, calc === "diffperc" ? "percent" : "none");
        return one.write(value);
      },
    })),
  };
}

/** Whether a tooltip of many values leaves out those that are 0: only where it has many, as in Grafana. */
export const hidesZeros = (tooltip = {}) => tooltip.hideZeros === true && (tooltip.mode ?? "multi") === "multi";

// What was put in to join grids is not a value of the series.
const whole = values => (values.includes(undefined) ? values.filter(value => value !== undefined) : values);
const scalar = value => (Array.isArray(value) ? value.length : value);

