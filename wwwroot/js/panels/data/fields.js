// Reading frames: which fields are drawn, what they are called, their calculated values.
import { joinGrids } from "../../chart/gaps.js";
import { reduce } from "./reducers.js";

/** Number fields (and booleans) with their place among the panel's, without hidden ones: [{field, frame, time, index}]. */
export function numberFields(frames) {
  let index = 0;
  return frames.flatMap(frame => {
    const time = frame.fields.find(field => field.type === "time") ?? null;
    return frame.fields.flatMap(field => (field.type === "number" || field.type === "boolean" ? [{ field, frame, time, index: index++ }] : []));
  });
}

/** Series over time: {times in Unix seconds, entries as numberFields with `values`} on one grid; NaN is a hole in the line. */
export function timeSeries(frames) {
  const entries = numberFields(frames).filter(({ field, time }) => time && !field.config.custom?.hideFrom?.viz);
  const byFrame = Map.groupBy ? Map.groupBy(entries, entry => entry.frame) : groupBy(entries);
  const groups = [...byFrame.values()];
  const seconds = new Map(groups.map(([{ time }]) => [time, time.values.map(ms => ms / 1000)]));
  const { times, columns } = joinGrids(groups.map(group => ({ times: seconds.get(group[0].time), columns: group.map(({ field }) => drawable(field.values)) })));
  return { times, entries: groups.flat().map((entry, i) => ({ ...entry, values: columns[i] })) };
}

function groupBy(entries) {
  const groups = new Map();
  for (const entry of entries) groups.set(entry.frame, [...(groups.get(entry.frame) ?? []), entry]);
  return groups;
}

// A canvas has no place for what is no number.
function drawable(values) {
  for (let i = 0; i < values.length; i++) if (values[i] !== null && !Number.isFinite(values[i])) return values.map(value => (typeof value === "boolean" ? Number(value) : Number.isFinite(value) ? value : null));
  return values;
}

/** The least and greatest number of all fields, for colours and sizes where a field has no min and max. */
export function rangeOf(fields) {
  let min = Infinity, max = -Infinity;
  for (const { field } of fields) for (const value of field.values) {
    if (typeof value !== "number" || !Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return min <= max ? { min, max } : { min: 0, max: 100 };
}

// A gauge's share is of the whole, as in Grafana; a bar gauge's isn't.
const whole = { percent: 100, percentunit: 1 };

/**
 * {min, max} that a field's values stand between, where it gives none itself: the least and the greatest of all the panel's data,
 * or with `fieldMinMax` of its own; with `shares` 0 and the whole for percentages. A single figure, which is no range, is measured from 0.
 */
export function endsOf({ unit, min, max, fieldMinMax }, own, all, shares = false) {
  const data = fieldMinMax ? own : all;
  const most = shares ? whole[unit] : undefined;
  let low = min ?? (most ? 0 : data.min);
  let high = max ?? most ?? data.max;
  if (!(high > low)) {
    low = min ?? Math.min(0, low, high);
    high = max ?? Math.max(0, high);
  }
  return high > low ? { min: low, max: high } : { min: low, max: low + 1 };
}

/**
 * What stat, gauge, bar gauge and pie show, by options.reduceOptions: [{field, index, title, value, time, values, label}].
 * With `values` each row is one, named by its text columns; otherwise each field is one, by its calculation.
 */
export function reducedValues(frames, options) {
  const { calcs = ["lastNotNull"], values = false, limit, fields = "" } = options.reduceOptions ?? {};
  const wanted = chosen(frames, fields);
  const out = [];
  for (const { field, frame, time, index } of wanted) {
    if (field.config.custom?.hideFrom?.viz) continue;
    if (values) {
      const most = Math.min(field.values.length, limit ?? 25, 200);
      const names = frame.fields.filter(one => one.type === "string" && one !== field);
      for (let i = 0; i < most; i++) {
        const row = names.map(one => one.values[i]).filter(Boolean).join(" ");
        out.push({ field, index: names.length ? index + i : index, title: row ? (wanted.filter(one => one.frame === frame).length > 1 ? `${row} ${field.display}` : row) : field.display, value: field.values[i], time: null, values: field.values, frame, row: i });
      }
    } else out.push({ field, index, title: field.display, value: reduce(field.values, calcs[0] ?? "lastNotNull"), time, values: field.values, calcs });
  }
  return out;
}

// "" is all numbers, "/regex/" and a name choose; text fields may be chosen too.
function chosen(frames, fields) {
  if (!fields) return numberFields(frames);
  const expression = /^\/(.*)\/([imsu]*)$/s.exec(fields);
  let index = 0;
  const test = expression ? safe(expression[1], expression[2]) : null;
  return frames.flatMap(frame => {
    const time = frame.fields.find(field => field.type === "time") ?? null;
    return frame.fields.filter(field => (test ? test.test(field.display) || test.test(field.name) : field.display === fields || field.name === fields)).map(field => ({ field, frame, time: field === time ? null : time, index: index++ }));
  });
}

function safe(source, flags) {
  try { return new RegExp(source, flags); } catch { return /$^/; }
}
