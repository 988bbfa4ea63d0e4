// Which rows a table shows, in which order. Pure.

/** Row numbers of the columns ({name, field, show}) after filters (name to words) and sort ({name, down}). What is missing comes last. */
export function sortedRows(columns, sort, filters) {
  const count = Math.max(0, ...columns.map(({ field }) => field.values.length));
  let rows = Array.from({ length: count }, (_, i) => i);
  for (const [name, words] of filters) {
    const column = columns.find(one => one.name === name);
    if (column) rows = rows.filter(row => fits(column, column.field.values[row], words));
  }
  const by = sort && columns.find(one => one.name === sort.name);
  if (!by) return rows;
  const values = by.field.type === "frame" ? by.field.values.map(cell => cell?.value ?? null) : by.field.values;
  return rows.sort((a, b) => compare(values[a], values[b], sort.down) || a - b);
}

const fits = ({ show }, value, words) => {
  const number = /^\s*(<=|>=|<|>|=)\s*(-?[\d.]+)\s*$/.exec(words);
  if (number && typeof value === "number") {
    const than = Number(number[2]);
    return { "<": value < than, ">": value > than, "<=": value <= than, ">=": value >= than, "=": value === than }[number[1]];
  }
  return show(value).text.toLowerCase().includes(words.trim().toLowerCase());
};

const missing = value => value == null || Number.isNaN(value) || value === "";

function compare(a, b, down) {
  if (missing(a) || missing(b)) return missing(a) === missing(b) ? 0 : missing(a) ? 1 : -1;
  const order = typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), undefined, { numeric: true });
  return down ? -order : order;
}
