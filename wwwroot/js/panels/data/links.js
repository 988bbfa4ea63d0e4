// Data links: where a value leads. What is in ${…} is filled in here, encoded for a URL.
import { safeUrl } from "../dom.js";

/** [{title, url, blank}] of a field for one row; links that lead nowhere good are left out. */
export function linksOf(field, { value, text, row = 0, frame = null, from, to }) {
  return (field.config.links ?? []).flatMap(link => {
    const url = safeUrl(fill(link.url ?? "", { field, value, text, row, frame, from, to }, encoded));
    return url ? [{ url, title: fill(link.title ?? "", { field, value, text, row, frame, from, to }, String) || url, blank: Boolean(link.targetBlank) }] : [];
  });
}

// A cell that is an address itself may be the whole of the link, or its beginning.
const encoded = (value, at) => (at === 0 && /^https?:\/\//i.test(value) ? encodeURI(value) : encodeURIComponent(value));

function fill(words, context, encode) {
  return words.replace(/\$\{(__[^}:]+)(?::\w+)?\}|\$(__url_time_range|__all_variables|__from|__to)\b/g, (whole, braced, plain, at) => {
    const found = lookUp(braced ?? plain, context);
    return found === undefined ? whole : found.raw !== undefined ? found.raw : encode(found.value, at);
  });
}

function lookUp(name, { field, value, text, row, frame, from, to }) {
  switch (name) {
    case "__value": case "__value.raw": case "__value.numeric": return { value: value ?? "" };
    case "__value.text": return { value: text ?? value ?? "" };
    case "__value.time": { const time = frame?.fields.find(one => one.type === "time"); return { value: time?.values[row] ?? "" }; }
    case "__field.name": case "__field.displayName": case "__series.name": return { value: field.display };
    case "__from": return { value: from };
    case "__to": return { value: to };
    case "__url_time_range": return { raw: `from=${from}&to=${to}` };
    case "__all_variables": return { raw: "" };
  }
  const label = /^__field\.labels\.?\[?["']?([^"'\]]+)["']?\]?$/.exec(name);
  if (label) return { value: field.labels?.[label[1]] ?? "" };
  const cell = /^__data\.fields(?:\.([\w-]+)|\["?'?([^"'\]]+)'?"?\])(?:\.(?:text|numeric))?$/.exec(name);
  if (!cell || !frame) return undefined;
  const key = cell[1] ?? cell[2];
  const other = frame.fields.find(one => one.display === key || one.name === key) ?? frame.fields[Number(key)];
  return { value: other?.values[row] ?? "" };
}
