// Addresses that the logs page gives away: of one line, of what is shown as a file.
import { keyOf } from "./rows.js";
import { mostRows } from "./reader.js";

/** The page with one line opened: moments in place of "last hour", so that whoever opens it sees the same. */
export function lineLink(row, { query, span, store }) {
  const url = new URL(location.href);
  url.searchParams.set("from", span.start.slice(0, -6));
  url.searchParams.set("to", String(Math.max(Number(span.end.slice(0, -6)), row.ms + 1)));
  url.searchParams.set("query", query);
  for (const name of ["service", "level", "contains", "refresh", "tail"]) url.searchParams.delete(name);
  if (store) url.searchParams.set("store", store);
  url.searchParams.set("line", keyOf(row));
  return url.pathname + url.search;
}

/** What is shown, as a file; rows are in either order. */
export function downloadLink(rows, format, { query, oldest, span, store, raw }) {
  const [first, last] = [rows[0]?.ns ?? span.start, rows.at(-1)?.ns ?? span.end];
  const [a, b] = BigInt(first) < BigInt(last) ? [first, last] : [last, first];
  return "/logs/download?" + new URLSearchParams({
    query, start: a, end: (BigInt(b) + 1n).toString(), limit: Math.min(mostRows, Math.max(1, rows.length)), order: oldest ? "oldest" : "newest", format,
    ...(store ? { store } : {}), ...(raw ? { raw: 1 } : {}),
  });
}
