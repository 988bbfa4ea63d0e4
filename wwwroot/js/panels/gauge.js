// Gauge: an arc from min to max with the value in it, threshold marks round it.
import { fade, readable } from "../chart/colours.js";
import { writer } from "./data/display.js";
import { absoluteSteps } from "./data/thresholds.js";
import { el, svg, svgText as textOf } from "./dom.js";
import { emWidth, fontFor, gridFor, redrawn, tabAt } from "./parts/fit.js";
import { linked, shownValues } from "./parts/values.js";

const from = -120, to = 120;

export const create = redrawn(draw);

function draw(body, answer, { colours, width, height, title }) {
  const { options } = answer.spec;
  const items = shownValues(answer, colours, { shares: true }).slice(0, 100);
  if (items.length === 0) return true;
  const { columns, rows } = gridFor(items.length, width, height, options.orientation ?? "auto", 1.25);
  const named = items.length > 1 || title === "";
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
  // What the labels need beside the arc.
  const beside = Math.max(24, ...edges.map(({ words }) => emWidth(words) * 10 + 12));
  const labels = options.showThresholdLabels === true && Math.min(width / 2 - beside, (height - 30) / 1.52) > 44;
  const marks = options.showThresholdMarkers !== false;
  const outer = Math.max(Math.min(width / 2 - (labels ? beside : 4), (height - (labels ? 30 : 4)) / 1.52), 18);
  const thick = Math.max(outer * (outer < 40 ? 0.15 : 0.2), 4);
  const rim = marks ? Math.max(outer * 0.05, 2.5) : 0;
  const radius = outer - (rim ? rim + 2 : 0) - thick / 2;
  const angle = value => from + (to - from) * Math.min(Math.max((value - low) / (high - low || 1), 0), 1);
  const at = item.shown.missing || !Number.isFinite(Number(item.value)) ? from : angle(Number(item.value));
  const value = item.shown.text;
  const size = options.text?.valueSize || fontFor(value, (radius - thick / 2) * 1.36, radius * 0.62, { least: 9, most: 60 });
  const h = outer * 1.52 + (labels ? 26 : 0);
  const parts = [
    ring(radius, thick, from, to, fade(colours.muted, 0.18)),
    at > from && ring(radius, thick, from, at, item.color),
    ...(rim ? steps.map((step, i) => ring(outer - rim / 2, rim, angle(Math.max(step.value, low)), angle(Math.min(steps[i + 1]?.value ?? high, high)), colours.named(step.color))) : []),
    textOf({ x: 0, y: radius * 0.12, "text-anchor": "middle", "dominant-baseline": "middle", fill: readable(item.color, colours.surface), "font-size": size, "font-weight": 600 }, value),
  ];
  if (labels) {
    for (const edge of edges) {
      const [x, y] = polar(outer + 9, angle(edge.at));
      parts.push(textOf({ x, y: y + 3, "text-anchor": x < -8 ? "end" : x > 8 ? "start" : "middle", fill: colours.muted, "font-size": 10 }, edge.words));
    }
  }
  return svg("svg", { width: outer * 2 + (labels ? beside * 2 : 4), height: h, viewBox: `${-outer - (labels ? beside : 2)} ${-outer - (labels ? 14 : 2)} ${outer * 2 + (labels ? beside * 2 : 4)} ${h}`, "aria-hidden": "true" }, parts);
}

function polar(radius, degrees) {
  const radians = ((degrees - 90) * Math.PI) / 180;
  return [radius * Math.cos(radians), radius * Math.sin(radians)];
}

function ring(radius, thick, start, end, colour) {
  if (end - start < 0.1) return null;
  const [x1, y1] = polar(radius, start);
  const [x2, y2] = polar(radius, end);
  return svg("path", { d: `M${x1} ${y1}A${radius} ${radius} 0 ${end - start > 180 ? 1 : 0} 1 ${x2} ${y2}`, fill: "none", stroke: colour, "stroke-width": thick });
}
