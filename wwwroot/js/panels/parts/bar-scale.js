// The value axis of bars. Pure.
import { axisTexts } from "../../units.js";
import { niceStep } from "../data/buckets.js";
import { marksBetween } from "../data/xy-series.js";

/** {min, max, marks, texts, share(value): its place, 0 to 1}; with `log` its powers. */
export function scaleOf({ names, series, stacked, unit, min: fixedMin = null, max: fixedMax = null, log = 0 }) {
  if (log > 1 && stacked === "none") return logScale(series, unit, fixedMin, fixedMax, log);
  let min = 0, max = 0;
  names.forEach((_, i) => {
    const values = series.map(one => one.values[i]).filter(value => Number.isFinite(value) && value !== null);
    if (stacked === "none") { min = Math.min(min, ...values); max = Math.max(max, ...values); }
    else {
      max = Math.max(max, values.filter(value => value > 0).reduce((sum, value) => sum + value, 0));
      min = Math.min(min, values.filter(value => value < 0).reduce((sum, value) => sum + value, 0));
    }
  });
  if (stacked === "percent") [min, max] = [0, 1];
  if (min === max) max = min + 1;
  const step = niceStep((max - min) / 5);
  min = fixedMin ?? Math.floor(min / step) * step;
  max = fixedMax ?? (stacked === "percent" ? 1 : Math.ceil((max * 1.02) / step) * step);
  const marks = Array.from({ length: Math.min(Math.floor((max - min) / step + 1.001), 12) }, (_, i) => min + i * step);
  return { min, max, marks, texts: axisTexts(marks, stacked === "percent" ? "percentunit" : unit), share: value => (value - min) / (max - min || 1) };
}

// Powers of its base; bars begin at the lowest, and what is not above zero has none.
function logScale(series, unit, fixedMin, fixedMax, log) {
  const values = series.flatMap(one => one.values).filter(value => value > 0 && Number.isFinite(value));
  const power = (value, round) => log ** round(Math.log(value) / Math.log(log));
  const max = fixedMax > 0 ? fixedMax : power(Math.max(1e-300, ...values), value => Math.ceil(value - 1e-9));
  const low = fixedMin > 0 ? fixedMin : power(Math.min(max, ...values), value => Math.ceil(value - 1e-9) - 1);
  const min = low < max ? low : max / log;
  const marks = marksBetween(min, max, 6, { log });
  return { min, max, marks, texts: axisTexts(marks, unit), share: value => (value > min ? Math.log(value / min) / Math.log(max / min) : 0) };
}
