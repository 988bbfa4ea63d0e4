// XY chart: points and lines of one column of numbers over another. Trends are drawn by it too.
import { isContinuous } from "./data/schemes.js";
import { displayOf, fieldColour, writer } from "./data/display.js";
import { rangeOf } from "./data/fields.js";
import { linksOf } from "./data/links.js";
import { xySeries } from "./data/xy-series.js";
import { createBars } from "./parts/bars-panel.js";
import { createScatter } from "./parts/scatter.js";
import { distinct } from "./parts/time-model.js";

const dashes = { dash: [10, 8], dot: [1, 6], square: [6, 6] };

export function create({ body, spoken }) {
  const view = createBars(body, spoken, createScatter);
  return {
    update(answer, { colours, title }) {
      const { options } = answer.spec;
      const found = xySeries(answer.frames, options);
      if (found.length === 0) return answer.frames.some(frame => frame.fields.some(field => field.values.length > 0)) ? wants(answer) : true;
      if (found.every(({ x }) => x.values.length === 0)) return true;
      const names = distinct(found.map(one => one.name));
      const series = found.map((one, i) => ({ ...seriesOf(one, colours, answer), name: names[i], axis: one.y.config.unit ?? "" }));
      const sides = [...new Set(series.map(one => one.axis))];
      view.show({
        series, x: axisOf(found.map(one => one.x)), label: `${title}: ${series.map((one, i) => `${one.name}, ${found[i].y.values.length} points over ${found[i].x.display}`).join("; ")}`,
        // A third unit shares the second's axis.
        ys: sides.slice(0, 2).map((side, s) => ({ ...axisOf(found.filter((_, i) => isOn(series[i].axis, side, s, sides)).map(one => one.y)), side: s })), axisOf: one => Math.min(sides.indexOf(one.axis), 1),
      }, options, found.map(({ y }) => ({ field: y })), title);
      return null;
    },
    redraw: () => view.paint(),
    picture: () => ({ canvas: view.canvas }),
    destroy: () => view.destroy(),
  };
}

// What is there, for who has to name it.
function wants({ frames, spec }) {
  const asked = spec.options.mapping === "manual" ? (spec.options.series ?? []).flatMap(one => [one.x, one.y]).map(one => one?.matcher?.options).filter(one => typeof one === "string") : [];
  const there = [...new Set(frames.flatMap(frame => frame.fields.filter(field => field.type === "number").map(field => field.display)))];
  const said = `${there.length === 1 ? "is" : "are"}: ${there.slice(0, 6).join(", ") || "none"}.`;
  return `An XY chart needs a column of numbers for each axis, in one result. ${asked.length > 0 ? `It asks for ${asked.slice(0, 4).join(", ")}; there` : "There"} ${said}`;
}

const isOn = (axis, side, s, sides) => axis === side || (s === 1 && sides.indexOf(axis) > 1);

function axisOf(fields) {
  const [{ config }] = fields;
  const { min, max } = rangeOf(fields.map(field => ({ field })));
  const { scaleDistribution: { type = "linear", log = 10 } = {}, axisLabel, axisSoftMin, axisSoftMax, axisPlacement } = config.custom ?? {};
  const one = new Set(fields.map(field => field.display)).size === 1;
  return {
    low: min, high: max, unit: config.unit, log: type === "log" ? log : 0, fixed: { min: config.min, max: config.max }, soft: { min: axisSoftMin, max: axisSoftMax },
    label: axisLabel || (one ? fields[0].display : ""), hidden: axisPlacement === "hidden",
  };
}

function seriesOf({ x, y, color, size, rest, frame, index }, colours, answer) {
  const custom = y.config.custom ?? {};
  const show = custom.show ?? "points";
  const colour = fieldColour(y, colours, { index });
  const [writeX, writeY] = [x, y].map(field => writer(field.config));
  return {
    colour, style: {}, values: y.values, xs: x.values, write: writeY, colours: pointColours(color ?? y, colours, Boolean(color)), sizes: sizesOf(size),
    points: show !== "lines", line: show !== "points", size: custom.pointSize?.fixed ?? 5, square: custom.pointShape === "square", fill: (custom.fillOpacity ?? 50) / 100,
    width: custom.lineWidth ?? 2, dash: custom.lineStyle?.fill && custom.lineStyle.fill !== "solid" ? custom.lineStyle.dash ?? dashes[custom.lineStyle.fill] : [],
    said(row) {
      const cells = [[x, writeX], [y, writeY], ...[color, size].filter(Boolean).map(field => [field, writer(field.config)])].map(([field, write]) => ({ name: field.display, text: write(field.values[row]), colour: field === y ? colour : undefined }));
      const links = linksOf(y, { value: y.values[row], text: writeY(y.values[row]), row, frame, from: answer.from, to: answer.to });
      cells[1].links = links;
      const others = rest.filter(field => field.values[row] != null).slice(0, 12).map(field => ({ name: field.display, text: displayOf(field, colours)(field.values[row]).text }));
      return [...cells, ...others];
    },
  };
}

// A colour a point: of the column that gives it, or of its own value where the file colours by value.
function pointColours(field, colours, always) {
  const mode = field.config.color?.mode ?? "";
  if (!always && mode !== "thresholds" && !isContinuous(mode)) return null;
  const show = displayOf(field, colours, { range: rangeOf([{ field }]) });
  return field.values.map(value => show(value).color);
}

// By area: what is twice as much looks twice as large.
function sizesOf(field) {
  if (!field) return null;
  const { min, max } = rangeOf([{ field }]);
  const { min: least = 5, max: most = 100 } = field.config.custom?.pointSize ?? {};
  return field.values.map(value => (Number.isFinite(value) && max > min ? Math.sqrt(least ** 2 + ((value - min) / (max - min)) * (most ** 2 - least ** 2)) : least));
}
