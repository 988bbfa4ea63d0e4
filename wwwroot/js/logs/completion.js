// What may stand at a place of a LogQL query. By the text before it: a query that is being written is seldom whole. Pure but for `names`.
const functions = ["rate", "count_over_time", "bytes_rate", "bytes_over_time", "sum_over_time", "avg_over_time", "max_over_time", "min_over_time", "quantile_over_time", "first_over_time", "last_over_time", "stddev_over_time", "absent_over_time"];
const aggregations = ["sum by () ()", "sum", "avg", "max", "min", "count", "topk", "bottomk", "sort_desc"];
const stages = [
  ["json", "reads JSON into fields"], ["logfmt", "reads key=value into fields"], ["pattern `<_>`", "takes parts by their place"], ["regexp ``", "takes named groups"], ["line_format ``", "writes the line anew"],
  ["label_format ", "renames or writes labels"], ["unwrap ", "a field as the figure"], ["drop ", "leaves labels out"], ["keep ", "leaves others out"], ["decolorize", "takes terminal colours away"], ["detected_level=\"error\"", "by the level that Loki found"],
];

/** {from, options} as CodeMirror wants them, or null. */
export async function completions(text, pos, explicit, names) {
  const before = text.slice(0, pos);
  const open = selectorAt(before);
  if (open !== null) {
    const inside = before.slice(open + 1);
    const value = /([A-Za-z_]\w*)\s*(=~|!~|!=|=)\s*"([^"]*)$/.exec(inside);
    const others = `{${inside.replace(/,?\s*[A-Za-z_]?\w*\s*((=~|!~|!=|=)\s*("[^"]*)?)?$/, "")}}`;
    if (value) return list(pos - value[3].length, await names.values(value[1], others), "text");
    const name = /(?:^|[,{]\s*)([A-Za-z_]?\w*)$/.exec(inside);
    return name && (explicit || name[1] || inside.trim() === "") ? list(pos - name[1].length, await names.labels(others), "label", "=") : null;
  }
  const inText = (before.match(/"(?:[^"\\]|\\.)*"|`[^`]*`|["`]/g) ?? []).at(-1);
  if (inText && inText.length === 1) return null;
  const stage = /\|\s*([A-Za-z_]?\w*)$/.exec(before);
  if (stage) {
    const query = before.slice(0, stage.index);
    const fields = await names.fields(selectorOf(query));
    return {
      from: pos - stage[1].length,
      options: [...stages.map(([label, detail]) => ({ label, detail, type: "keyword", boost: 1 })), ...fields.map(one => ({ label: one.name, detail: `${one.type}, ${one.cardinality} values`, apply: one.name + "=", type: "property" }))],
    };
  }
  const word = /[A-Za-z_]\w*$/.exec(before)?.[0] ?? "";
  const start = before.slice(0, before.length - word.length).trim();
  if (word && (start === "" || /[(,+*/-]$/.test(start)))
    return { from: pos - word.length, options: [...functions.map(label => ({ label, apply: label + "(", type: "function" })), ...aggregations.map(label => ({ label, type: "keyword" }))] };
  if (explicit && start === "" && !word) return { from: pos, options: [{ label: "{", detail: "a selector", type: "text" }] };
  return null;
}

/** Where the selector that the place is in begins; null when it is in none. */
export function selectorAt(before) {
  let open = null;
  let quote = "";
  for (let i = 0; i < before.length; i++) {
    const c = before[i];
    if (quote) { if (c === "\\" && quote === '"') i++; else if (c === quote) quote = ""; }
    else if (c === '"' || c === "`") quote = c;
    else if (c === "{") open = i;
    else if (c === "}") open = null;
  }
  return open;
}

const selectorOf = query => /\{(?:[^{}"`]|"(?:[^"\\]|\\.)*"|`[^`]*`)*\}/.exec(query)?.[0] ?? "";
const list = (from, all, type, after = "") => ({ from, options: all.map(label => ({ label, apply: label + after, type })), validFor: /^[\w.-]*$/ });
