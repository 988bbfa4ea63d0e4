// The model (time-view.js) of an op-chart, from its options. One value axis, the portal's own series colours.
import { text } from "../units.js";
import { fade, onGround } from "./colours.js";
import { figuresOf } from "./figures.js";
import { colourOf, palette } from "./palette.js";

const figures = [["Last", "last"], ["Min", "min"], ["Max", "max"], ["Mean", "mean"]];

export function chartModel(options, { columns, series, ranks, span }) {
  const { unit, decimals, kind, stack, title } = options;
  const colours = palette();
  const write = value => text(value, unit, decimals);
  const bars = kind === "bars";
  const stacked = stack || bars;
  const said = options.legendAs === "list" && series.length === 1 && series[0].name === title;
  return {
    title, columns, span, kindWords: kind, range: () => [options.from, options.to],
    series: series.map(one => {
      const rank = ranks.get(one.name);
      // What has a meaning of its own (an error, a warning) is drawn in its colour.
      const colour = (one.tone && colours[one.tone]) || colourOf(colours, rank);
      return {
        name: one.name, colour, scale: "y", write, negative: false, below: -1, stack: stacked ? { mode: "normal", group: "A" } : null,
        style: {
          draw: bars ? "bars" : "line", interpolation: "linear", width: bars ? 0 : 1.5, dash: rank >= colours.series.length ? [5, 3] : undefined, points: "never", pointSize: 4,
          fill: bars ? 1 : stack ? 0.4 : kind === "area" ? 0.12 : 0, gradient: "none", bar: { align: 0, factor: 0.8, most: 48 }, solid: alpha => onGround(colour, colours.surface, alpha),
        },
      };
    }),
    scales: { y: {
      unit, side: 3, grid: true, range: (low, high) => yRange(options, low, high),
      thresholds: options.thresholds.length === 0 ? null : {
        line: true, dashed: true, steps: options.thresholds.map(one => ({ value: one.value, color: one.tone, label: one.label })),
        colourWith: (tone, alpha) => fade(colours[tone] ?? colours.text, alpha), words: step => `${step.label} ${text(step.value, unit)}`,
      },
    } },
    legend: {
      as: said ? "none" : options.legendAs, calcs: options.legendAs === "table" ? figures.map(([name, key]) => ({ name, value: values => figuresOf(values)[key], text: value => write(value) })) : [],
    },
    tooltip: { mode: "multi", sort: "desc" },
  };
}

function yRange(options, low, high) {
  if (low == null || high == null) return [options.min ?? 0, options.max ?? 1];
  const marks = options.thresholds.map(one => one.value).filter(value => value <= Math.max(high * 2, high + 1e-12) && value >= low - Math.abs(low));
  let [min, max] = [Math.min(low, ...marks), Math.max(high, ...marks)];
  // Zero is part of the picture, except where it means nothing.
  if (min > 0 && options.unit !== "celsius") min = 0;
  if (max === min) max = min === 0 ? 1 : min + Math.abs(min) * 0.5;
  const room = (max - min) * 0.06;
  return [options.min ?? (min === 0 ? 0 : min - room), options.max ?? max + room];
}
