// What is read out of a time chart's model (time-view.js): its words, the rows of its tooltip, the form that it is built for. Pure but for the zone.
import { fullTime, shortTime } from "../zone.js";
import { figuresOf } from "./figures.js";

/** The chart in words, for who can't see it. */
export function labelOf({ title, kindWords, series, columns, span }) {
  if (series.length === 0) return `${title}: nothing to show`;
  const some = series.slice(0, 5).map((one, i) => {
    const { last, min, max } = figuresOf(columns[i + 1]);
    return last === null ? `${one.name}: no points` : `${one.name}: last ${one.write(last)}, lowest ${one.write(min)}, highest ${one.write(max)}`;
  });
  const more = series.length > 5 ? `; and ${series.length - 5} more` : "";
  return `${title}, ${kindWords} chart from ${shortTime(span.start * 1000)} to ${shortTime(span.end * 1000)}. ${some.join("; ")}${more}. Arrow keys step through the points, P pins the instant.`;
}

/** What is said of one point in time. */
export function spokenAt({ series, columns }, shown, idx) {
  const said = series.flatMap((one, i) => (shown[i] ? [`${one.name} ${one.write(columns[i + 1][idx])}`] : [])).slice(0, 6);
  return `${fullTime(columns[0][idx] * 1000)}: ${said.join(", ")}`;
}

/** Rows of the tooltip. `nearest(within)` tells which series is near to the pointer, by at most so many pixels; null without a pointer. */
export function rowsAt({ tooltip, columns, series }, shown, idx, nearest) {
  const near = nearest?.(24) ?? -1;
  let rows = series.flatMap((one, i) => (shown[i] && !one.hideFrom?.tooltip && columns[i + 1][idx] != null
    ? [{ name: one.name, value: columns[i + 1][idx], text: one.write(columns[i + 1][idx]), colour: one.colour, near: i === near, i }] : []));
  if (tooltip.mode === "single" && nearest) {
    const only = near >= 0 ? near : nearest(Infinity);
    rows = rows.filter(row => row.i === only);
  }
  if (tooltip.hideZeros) rows = withoutZeros(rows);
  if (tooltip.sort === "asc") rows.sort((a, b) => a.value - b.value);
  else if (tooltip.sort === "desc") rows.sort((a, b) => b.value - a.value);
  return rows;
}

/** Rows that say something; where all are 0, one that says so, which is of no series. */
export function withoutZeros(rows) {
  const some = rows.filter(row => row.value !== 0);
  return some.length > 0 || rows.length === 0 ? some : [{ name: "Only zeros here", text: "", i: -1 }];
}

/** What a plot is built for; points and the span may change without building it anew. */
export function formOf({ series, scales, legend, tooltip, title }) {
  return JSON.stringify([title, series, Object.entries(scales).map(([key, one]) => [key, one, one.range?.key]), legend, tooltip], (key, value) => (typeof value === "function" ? undefined : value));
}
