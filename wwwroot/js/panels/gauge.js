// Gauge: an arc or a circle from min to max with the value in it, threshold marks round it.
import { fade, readable, textOn } from "../chart/colours.js";
import { writer } from "./data/display.js";
import { absoluteSteps } from "./data/thresholds.js";
import { el, svg, svgText as textOf } from "./dom.js";
import { emWidth, fontFor, gridFor, redrawn, tabAt } from "./parts/fit.js";
import { filledShares, piecesOf, piecesWithin, shapeOf, thicknessOf, wordsOf } from "./parts/gauge-shape.js";
import { sparkline } from "./parts/sparkline.js";
import { linked, shownValues } from "./parts/values.js";

export const create = redrawn(draw);

function draw(body, answer, { colours, width, height, title }) {
  const { options } = answer.spec;
  const items = shownValues(answer, colours, { shares: true }).slice(0, 100);
  if (items.length === 0) return true;
  const { columns, rows } = gridFor(items.length, width, height, options.orientation ?? "auto", shapeOf(options).round ? 1 : 1.25);
  const { name: named } = wordsOf(options, items.length, title);
  const cell = { width: (width - 16 - (columns - 1) * 8) / columns, height: Math.max((height - 12 - (rows - 1) * 8) / rows, 60) - (named ? 18 : 0) };
  body.replaceChildren(el("div", { class: "op-viz-grid", tabindex: tabAt(rows, 60, height), style: { "grid-template-columns": `repeat(${columns}, minmax(0, 1fr))`, "grid-auto-rows": "minmax(60px, 1fr)" } },
    items.map(item => el("div", { class: "op-gauge", role: "meter", "aria-label": item.title, "aria-valuemin": finite(item.min), "aria-valuemax": finite(item.max), "aria-valuenow": finite(item.value), "aria-valuetext": item.shown.text },
      linked(item, arc(item, options, cell, colours)), named && el("div", { class: "op-gauge-name", title: item.title }, item.title)))));
  return null;
}

const finite = value => (Number.isFinite(value) ? value : null);

function arc(item, options, { width, height }, colours) {
  const low = finite(item.min) ?? 0, high = finite(item.max) ?? 100;
  const steps = absoluteSteps(item.field.config.thresholds, low, high);
  const write = writer(item.field.config);
  const edges = [...new Set([low, ...steps.map(step => step.value).filter(one => one > low && one < high), high])].map(at => ({ at, words: write(at) }));
  const shape = shapeOf(options);
  // What the labels need beside the arc.
  const beside = Math.max(24, ...edges.map(({ words }) => emWidth(words) * 10 + 12));
  const labels = options.showThresholdLabels === true && Math.min(width / 2 - beside, (height - 30) / shape.high) > 44;
  const marks = options.showThresholdMarkers !== false;
  const outer = Math.max(Math.min(width / 2 - (labels ? beside : 4), (height - (labels ? 30 : 6)) / shape.high), 18);
  const thick = thicknessOf(options, outer);
  const rim = marks ? Math.max(outer * 0.05, 2.5) : 0;
  const radius = outer - (rim ? rim + 2 : 0) - thick / 2;
  const angle = value => shape.from + (shape.to - shape.from) * filledShares(value, low, high)[1];
  const bar = { radius, thick, cap: options.barShape === "rounded" && !(options.segmentCount > 1) ? "round" : "butt" };
  const pieces = piecesOf(shape, options);
  const filled = item.shown.missing || !Number.isFinite(Number(item.value)) ? null : filledShares(Number(item.value), low, high, options.neutral).map(share => shape.from + share * (shape.to - shape.from));
  const parts = [
    ...pieces.map(piece => ring(bar, piece, fade(colours.muted, 0.18))),
    ...(filled ? piecesWithin(pieces, ...filled).map(piece => ring(bar, piece, item.color)) : []),
    filled && options.endpointMarker === "point" && endOf(bar, angle(Number(item.value)), item.color),
    ...(rim ? steps.map((step, i) => ring({ radius: outer - rim / 2, thick: rim }, [angle(Math.max(step.value, low)), angle(Math.min(steps[i + 1]?.value ?? high, high))], colours.named(step.color))) : []),
    wordsOf(options, 1, "").value && figure(item, options, radius, thick, colours),
    options.sparkline === true && course(item, radius - thick / 2, shape.round),
  ];
  if (labels) {
    for (const edge of joined(edges, shape)) {
      const [x, y] = polar(outer + 9, angle(edge.at));
      parts.push(textOf({ x, y: y + 3, "text-anchor": x < -8 ? "end" : x > 8 ? "start" : "middle", fill: colours.muted, "font-size": 10 }, edge.words));
    }
  }
  const [side, over] = labels ? [beside, 14] : [2, 2];
  const h = outer * shape.high + (labels ? 26 : shape.round ? 4 : 0);
  return svg("svg", { width: (outer + side) * 2, height: h, viewBox: `${-outer - side} ${-outer - over} ${(outer + side) * 2} ${h}`, "aria-hidden": "true" }, parts);
}

function figure(item, options, radius, thick, colours) {
  const words = item.shown.text;
  const size = options.text?.valueSize || fontFor(words, (radius - thick / 2) * 1.36, radius * 0.62, { least: 9, most: 60 });
  const y = options.shape === "circle" ? (options.sparkline === true ? -radius * 0.1 : 0) : radius * 0.12;
  return textOf({ x: 0, y, "text-anchor": "middle", "dominant-baseline": "middle", fill: readable(item.color, colours.surface), "font-size": size, "font-weight": 600 }, words);
}

// How it came to the figure, as a line under it.
function course(item, room, round) {
  const line = item.time ? sparkline(item.time.values, item.values, item.color) : null;
  if (!line || room < 24) return null;
  line.removeAttribute("class");
  for (const [name, value] of Object.entries({ x: -room * 0.55, y: room * 0.32, width: room * 1.1, height: room * (round ? 0.36 : 0.24) })) line.setAttribute(name, value);
  return line;
}

// A circle ends where it begins: both words stand there as one.
const joined = (edges, { round }) => (round ? [{ at: edges[0].at, words: `${edges[0].words} | ${edges.at(-1).words}` }, ...edges.slice(1, -1)] : edges);

function endOf({ radius, thick }, degrees, colour) {
  const [cx, cy] = polar(radius, degrees);
  return svg("circle", { cx, cy, r: Math.max(thick * 0.22, 1.5), fill: textOn(colour) });
}

function polar(radius, degrees) {
  const radians = ((degrees - 90) * Math.PI) / 180;
  return [radius * Math.cos(radians), radius * Math.sin(radians)];
}

function ring({ radius, thick, cap = "butt" }, [start, end], colour) {
  if (end - start < 0.1) return null;
  // A path that ends where it begins draws nothing.
  const [x1, y1] = polar(radius, start);
  const [x2, y2] = polar(radius, Math.min(end, start + 359.99));
  return svg("path", { d: `M${x1} ${y1}A${radius} ${radius} 0 ${end - start > 180 ? 1 : 0} 1 ${x2} ${y2}`, fill: "none", stroke: colour, "stroke-width": thick, "stroke-linecap": cap });
}
