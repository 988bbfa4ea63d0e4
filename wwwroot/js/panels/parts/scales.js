// Value axes: one for each unit and placement that the series have.
import { fade } from "../../chart/colours.js";
import { rangeY } from "../../chart/range-y.js";
import { absoluteSteps } from "../data/thresholds.js";

/** Series with the same key share an axis. */
export function scaleKey({ config }) {
  const custom = config.custom ?? {};
  const { type = "linear", log = 10 } = custom.scaleDistribution ?? {};
  const percent = custom.stacking?.mode === "percent";
  const placement = custom.axisPlacement === "auto" || custom.axisPlacement === "hidden" ? "" : custom.axisPlacement ?? "";
  return ["y", percent ? "percentunit" : config.unit ?? "", placement, type === "linear" ? "" : type + log, custom.axisLabel ?? ""].join("/");
}

/** {key: scale} as chart/time-view.js takes them. */
export function scalesOf(fields, series, colours, data) {
  const scales = {};
  let sides = 0;
  fields.forEach((field, i) => {
    const key = series[i].scale;
    if (scales[key]) { join(scales[key], field.config); return; }
    const custom = field.config.custom ?? {};
    const placement = custom.axisPlacement ?? "auto";
    scales[key] = scaleOf(field, series.filter(one => one.scale === key), colours, data);
    scales[key].hidden = placement === "hidden";
    scales[key].side = placement === "right" || (placement !== "left" && sides > 0) ? 1 : 3;
    if (!scales[key].hidden) sides++;
    if (custom.axisColorMode === "series") scales[key].colour = series[i].colour;
  });
  for (const scale of Object.values(scales)) finish(scale);
  return scales;
}

function scaleOf({ config }, members, colours, data) {
  const custom = config.custom ?? {};
  const { type = "linear", log = 10, linearThreshold } = custom.scaleDistribution ?? {};
  const percent = members.some(one => one.percent);
  return {
    unit: percent ? "percentunit" : config.unit, decimals: config.decimals ?? null, label: custom.axisLabel || "", grid: custom.axisGridShow !== false,
    distr: type === "log" ? 3 : type === "symlog" ? 4 : 1, log: type === "linear" ? 10 : log, linear: type === "symlog" ? linearThreshold || 1 : 1,
    fixed: { min: percent ? 0 : config.min ?? null, max: percent ? 1 : config.max ?? null }, soft: { min: custom.axisSoftMin ?? null, max: custom.axisSoftMax ?? null },
    zero: members.some(one => one.stack || one.style.draw === "bars"), whole: /^bool/.test(config.unit ?? ""),
    centered: Boolean(custom.axisCenteredZero), thresholds: thresholdsOf(config, colours, data),
  };
}

// Several fields on one axis: the widest of their ends.
function join(scale, config) {
  for (const [name, pick] of [["min", Math.min], ["max", Math.max]]) {
    if (config[name] == null || scale.fixed[name] == null) scale.fixed[name] = scale.fixed[name] === null || config[name] == null ? null : config[name];
    else scale.fixed[name] = pick(scale.fixed[name], config[name]);
    const soft = config.custom?.[name === "min" ? "axisSoftMin" : "axisSoftMax"];
    if (soft != null) scale.soft[name] = scale.soft[name] == null ? soft : pick(scale.soft[name], soft);
  }
}

function finish(scale) {
  const bounds = {
    fixed: { min: scale.fixed.min ?? undefined, max: scale.fixed.max ?? undefined },
    soft: { min: scale.soft.min ?? undefined, max: scale.soft.max ?? undefined },
    zero: scale.zero, log: scale.distr === 3,
  };
  scale.range = (low, high) => {
    if (scale.centered && low != null) [low, high] = [-Math.max(Math.abs(low), Math.abs(high)), Math.max(Math.abs(low), Math.abs(high))];
    return rangeY(low, high, bounds);
  };
}

function thresholdsOf(config, colours, data) {
  const mode = config.custom?.thresholdsStyle?.mode ?? "off";
  if (mode === "off" || mode === "series" || !config.thresholds?.steps?.length) return null;
  return {
    line: /line|dashed/.test(mode), dashed: mode.startsWith("dashed"), area: mode.endsWith("area"),
    steps: absoluteSteps(config.thresholds, config.min ?? data.min, config.max ?? data.max),
    colourWith: (name, alpha) => fade(colours.named(name), alpha),
  };
}

