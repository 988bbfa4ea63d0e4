// A line without axes behind a number.
import { fade } from "../../chart/colours.js";
import { smallestGap } from "../data/buckets.js";
import { svg } from "../dom.js";

const most = 160;

/** An SVG that fills its box; null when there are fewer than two points. `times` (ms) may be null. Holes stay holes: spanNulls true bridges all, a number those up to so many milliseconds. */
export function sparkline(times, values, colour, { min = null, max = null, fill = 0.18, spanNulls = false } = {}) {
  const points = thin(times ?? values.map((_, i) => i), values, spanNulls);
  const real = points.filter(point => point[1] !== null);
  if (real.length < 2) return null;
  let low = Math.min(...real.map(point => point[1]));
  let high = Math.max(...real.map(point => point[1]));
  if (min !== null && min !== undefined) low = Math.min(low, min);
  if (max !== null && max !== undefined) high = Math.max(high, max);
  if (low === high) [low, high] = [low - 1, high + 1];
  const [first, last] = [points[0][0], points.at(-1)[0]];
  const x = at => (((at - first) / (last - first || 1)) * 100).toFixed(2);
  const y = value => (96 - ((value - low) / (high - low)) * 90).toFixed(2);
  let line = "", area = "", start = null, before = null;
  for (const [at, value] of [...points, [last, null]]) {
    if (value === null) {
      if (start !== null) area += `L${x(before)} 100L${x(start)} 100Z`;
      start = null;
      continue;
    }
    line += `${start === null ? "M" : "L"}${x(at)} ${y(value)}`;
    area += `${start === null ? `M${x(at)} 100L` : "L"}${x(at)} ${y(value)}`;
    start ??= at;
    before = at;
  }
  return svg("svg", { class: "op-stat-line", viewBox: "0 0 100 100", preserveAspectRatio: "none", "aria-hidden": "true" },
    svg("path", { d: area, fill: fade(colour, fill), stroke: "none" }),
    svg("path", { d: line, fill: "none", stroke: colour, "stroke-width": 1.5, "vector-effect": "non-scaling-stroke", "stroke-linejoin": "round" }));
}

// Many points in a small box: the mean of each piece. A piece ends at a hole, and a null stands there.
export function thin(times, values, spanNulls = false) {
  const bridged = spanNulls === true ? Infinity : Math.max(typeof spanNulls === "number" ? spanNulls : 0, smallestGap(times) * 1.5);
  const piece = Math.ceil(values.length / most);
  const out = [];
  let [begin, before, sum, count] = [null, null, 0, 0];
  const end = () => {
    if (count > 0) out.push([begin, sum / count]);
    [begin, sum, count] = [null, 0, 0];
  };
  for (let i = 0; i < values.length; i++) {
    if (values[i] === null || values[i] === undefined || !Number.isFinite(Number(values[i]))) continue;
    if (before !== null && times[i] - before > bridged) {
      end();
      out.push([before, null]);
    }
    begin ??= times[i];
    before = times[i];
    sum += Number(values[i]);
    if (++count >= piece) end();
  }
  end();
  return out;
}
