// A panel's frames as a table and as CSV: what it shows, for who can't see it and for who takes it along.
import { quote } from "../../chart/export.js";
import { joinGrids } from "../../chart/gaps.js";
import { distinct } from "./time-model.js";

/** [{name, head: […], types: […], fields: […], columns: [[…]…], rows}]: frames on time axes are one table, others one each. */
export function tablesOf({ frames, exemplars = [] }) {
  const over = frames.filter(frame => frame.fields[0]?.type === "time" && frame.fields.every((field, i) => i === 0 || field.type !== "string"));
  const others = frames.filter(frame => !over.includes(frame));
  const tables = [];
  if (over.length > 0) {
    const fields = over.flatMap(frame => frame.fields.slice(1));
    const { times, columns } = joinGrids(over.map(frame => ({ times: frame.fields[0].values, columns: frame.fields.slice(1).map(field => field.values) })));
    tables.push({ name: "", fields: [over[0].fields[0], ...fields], head: ["Time", ...distinct(fields.map(field => field.display))], columns: [times, ...columns], rows: times.length });
  }
  for (const frame of [...others, ...exemplars]) tables.push({ name: frame.name ?? frame.refId ?? "", fields: frame.fields, head: frame.fields.map(field => field.display), columns: frame.fields.map(field => field.values), rows: frame.fields[0]?.values.length ?? 0 });
  return tables;
}

/** RFC 4180, times in UTC, numbers as they came; several tables with an empty line between. */
export function framesCsv(answer) {
  return tablesOf(answer).map(({ head, fields, columns, rows }) => {
    const lines = [head.map((name, i) => quote(fields[i].type === "time" ? `${name} (UTC)` : name)).join(",")];
    for (let row = 0; row < rows; row++) lines.push(columns.map((values, i) => cell(values[row], fields[i].type)).join(","));
    return lines.join("\r\n") + "\r\n";
  }).join("\r\n");
}

function cell(value, type) {
  if (value == null) return "";
  if (type === "time") return new Date(value).toISOString();
  if (typeof value === "number") return String(value);
  // A series in a cell is its figure: its points are in the query's own data.
  if (type === "frame") return String(value.value ?? "");
  return quote(typeof value === "object" ? JSON.stringify(value) : String(value));
}
