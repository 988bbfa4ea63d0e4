// A series' style as uPlot wants it: paths, stroke, fill, points.
import { lonePoints } from "./figures.js";

/**
 * style: {draw: line|bars|points, interpolation: linear|smooth|stepBefore|stepAfter, width, dash, fill: 0..1, gradient: none|opacity|hue|scheme,
 * stops: (min, max) => [[0..1, colour]…] for scheme, points: auto|always|never, pointSize, bar: {align, factor, most}, ground: what fills blend with}.
 * `fade(colour, alpha)` comes with the colours of the caller.
 */
export function seriesStyle(uPlot, { name, colour, scale, style, stack }, shown, fade) {
  const bars = style.draw === "bars";
  const scheme = style.gradient === "scheme" && style.stops;
  const solid = bars && stack;
  const fill = style.fill > 0 || bars ? fillOf(style, colour, scale, fade, solid) : undefined;
  return {
    label: name,
    show: shown,
    scale,
    stroke: scheme ? u => yGradient(u, scale, style.stops, 1, fade) : colour,
    width: style.draw === "points" ? 0 : bars ? Math.min(style.width, 1) : style.width,
    dash: style.dash,
    fill,
    paths: pathsOf(uPlot, style),
    spanGaps: false,
    points: style.draw === "points" || !bars ? pointsOf(style, colour) : { show: false },
  };
}

function pathsOf(uPlot, style) {
  const { bars, spline, stepped } = uPlot.paths;
  if (style.draw === "bars") return bars({ size: [style.bar?.factor ?? 0.7, style.bar?.most ?? 60], align: style.bar?.align ?? 0, radius: 0.08, gap: 0 });
  if (style.draw === "points") return () => null;
  if (style.interpolation === "smooth") return spline();
  if (style.interpolation === "stepBefore") return stepped({ align: -1 });
  if (style.interpolation === "stepAfter") return stepped({ align: 1 });
  return undefined;
}

function pointsOf(style, colour) {
  const always = style.draw === "points" || style.points === "always";
  const size = style.pointSize ?? 5;
  return {
    // Each point by itself only where there is room between them: a string of beads says less than a line.
    show: (u, s, from, to) => always || (style.points !== "never" && to > from && (u.valToPos(u.data[0][to], "x") - u.valToPos(u.data[0][from], "x")) / (to - from) >= size * 3),
    size,
    width: 0,
    stroke: colour,
    fill: colour,
    // A point alone between holes would be invisible as a line.
    filter: (u, s, all) => (all ? null : lonePoints(u.data[s], ...u.series[0].idxs)),
  };
}

function fillOf(style, colour, scale, fade, solid) {
  const alpha = style.draw === "bars" && !style.fill ? 0.85 : style.fill;
  if (style.gradient === "scheme" && style.stops) return u => yGradient(u, scale, style.stops, alpha, fade);
  if (style.gradient === "opacity" && !solid) return u => vertical(u, [[0, fade(colour, alpha)], [1, fade(colour, 0)]]);
  if (style.gradient === "hue" && !solid) return u => vertical(u, [[0, fade(colour, alpha)], [1, fade(style.ground ?? colour, alpha)]]);
  return solid && style.solid ? style.solid(alpha) : fade(colour, alpha);
}

function vertical(u, stops) {
  const { top, height } = u.bbox;
  if (!(height > 0)) return "transparent";
  const gradient = u.ctx.createLinearGradient(0, top, 0, top + height);
  for (const [at, colour] of stops) gradient.addColorStop(at, colour);
  return gradient;
}

// From the lowest to the highest value of the scale as it is now.
function yGradient(u, scale, stops, alpha, fade) {
  const { min, max } = u.scales[scale];
  const { top, height } = u.bbox;
  if (min == null || !(height > 0)) return "transparent";
  const gradient = u.ctx.createLinearGradient(0, top + height, 0, top);
  for (const [at, colour] of stops(min, max)) gradient.addColorStop(Math.min(Math.max(at, 0), 1), fade(colour, alpha));
  return gradient;
}
