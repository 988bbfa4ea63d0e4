// LogQL of the kind that the builder can show: a selector, texts, one parser, conditions on fields, levels. Pure.
// Anything else isn't taken apart: parse gives null, and the builder says that it stands aside.
import { asLevels, levels, numberedLevels, writeLevels } from "./levels.js";

/** Every Loki gives each stream a service name, so this finds all lines. */
export const everything = '{service_name=~".+"}';

/** A text as LogQL writes it; in back quotes where it has quotes or backslashes itself, so that it stays readable. */
export function quote(text) {
  if (/["\\]/.test(text) && !/[`\n]/.test(text)) return "`" + text + "`";
  return '"' + text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n").replaceAll("\r", "\\r").replaceAll("\t", "\\t") + '"';
}

/** Whether the query gives lines; otherwise it gives figures. */
export const givesLines = query => /^(?:\s|#.*(?:\n|$))*\{/.test(query);

/** A fresh one. */
export const empty = () => ({ labels: [], texts: [], parser: "", fields: [], levels: [], numbers: null });

const token = /\s*(?:("(?:[^"\\\n]|\\.)*"|`[^`]*`)|([A-Za-z_][\w]*)|(-?\d+(?:\.\d+)?(?:[a-zA-Z]+)?)|(\|=|\|~|!=|!~|=~|>=|<=|==|[{}|,=<>]))/y;

/** {labels: [{name, op, value}], texts: [{op, value}], parser, fields: [{name, op, value}], levels: [], numbers: null | {field, inLine}}, or null. */
export function parse(query) {
  const numbered = numberedLevels(query);
  if (numbered) {
    const rest = parse(numbered.rest);
    return rest && rest.levels.length === 0 ? { ...rest, levels: numbered.levels, numbers: numbered.numbers } : null;
  }
  const tokens = scan(query);
  if (!tokens) return null;
  const parts = empty();
  let at = 0;
  const next = () => tokens[at++] ?? { kind: "end", text: "" };
  const peek = () => tokens[at] ?? { kind: "end", text: "" };
  const is = text => peek().text === text && peek().kind === "op";
  if (next().text !== "{") return null;
  while (!is("}")) {
    const [name, op, value] = [next(), next(), next()];
    if (name.kind !== "name" || !["=", "!=", "=~", "!~"].includes(op.text) || value.kind !== "string") return null;
    parts.labels.push({ name: name.text, op: op.text, value: value.value });
    if (is(",")) at++;
    else if (!is("}")) return null;
  }
  at++;
  while (at < tokens.length) {
    const sign = next();
    if (sign.kind !== "op") return null;
    if (["|=", "!=", "|~", "!~"].includes(sign.text)) {
      const value = next();
      if (value.kind !== "string") return null;
      parts.texts.push({ op: sign.text, value: value.value });
    } else if (sign.text === "|") {
      const name = next();
      if (name.kind !== "name") return null;
      if ((name.text === "json" || name.text === "logfmt") && !isCondition(peek())) {
        // A second parser, or one with parameters, is more than the builder has.
        if (parts.parser || peek().kind === "name") return null;
        parts.parser = name.text;
        continue;
      }
      const [op, value] = [next(), next()];
      if (!isCondition(op) || (value.kind !== "string" && value.kind !== "number")) return null;
      // More conditions in one stage are joined by words that the builder doesn't have.
      if (peek().kind !== "end" && !(peek().kind === "op" && (peek().text.startsWith("|") || peek().text.startsWith("!")))) return null;
      const wanted = name.text === "detected_level" && (op.text === "=" || op.text === "=~") ? asLevels(value.value) : null;
      if (wanted && parts.levels.length === 0) [parts.levels, parts.numbers] = [wanted.levels, wanted.numbers];
      else parts.fields.push({ name: name.text, op: op.text, value: value.value, bare: value.kind === "number" });
    } else return null;
  }
  return parts;
}

export function write(parts) {
  const labels = parts.labels.filter(one => one.name);
  // A selector needs one condition that doesn't match the empty text.
  const holds = labels.some(one => one.op === "=" ? one.value !== "" : one.op === "=~" && !matchesEmpty(one.value));
  const selector = [...labels, ...(holds ? [] : [{ name: "service_name", op: "=~", value: ".+" }])].map(one => `${one.name}${one.op}${quote(one.value)}`).join(", ");
  let query = `{${selector}}`;
  // Texts first: they are what Loki tests fastest.
  for (const one of parts.texts) if (one.value !== "") query += ` ${one.op} ${quote(one.value)}`;
  query += writeLevels(parts.levels, parts.numbers);
  if (parts.parser) query += ` | ${parts.parser}`;
  for (const one of parts.fields) if (one.name) query += ` | ${one.name}${one.op}${one.bare ? one.value : quote(one.value)}`;
  return query;
}

/** The query with one condition more; what can't be taken apart gets it at its end. `about` is {name, value, op, kind: "label" | "metadata" | "field" | "text", parser}. */
export function narrow(query, { name, value, op = "=", kind, parser = "json" }) {
  const parts = parse(query);
  if (!parts) return narrowText(query, { name, value, op, kind, parser });
  if (kind === "label") parts.labels = [...parts.labels.filter(one => !(one.name === name && (one.op === "=" || one.op === "=~") && op === "=") && !isEverything(one)), { name, op, value }];
  else if (kind === "text") parts.texts.push({ op: op === "=" ? "|=" : "!=", value });
  else {
    if (kind === "field" && !parts.parser) parts.parser = parser;
    parts.fields = [...parts.fields.filter(one => !(one.name === fieldName(name) && one.op === op && one.value === value)), { name: fieldName(name), op, value }];
  }
  return write(parts);
}

// Where the level is a label, each level is a stream of its own: around an error stand the lines of all levels.
const levelLabels = ["level", "detected_level", "severity"];

/** Only the selector and the parser of a query: what is around a line in its stream, of whichever level, with the line's fields. */
export function around(labels, query) {
  const parser = /\|\s*(json|logfmt)\b/.exec(query)?.[1];
  const others = Object.entries(labels).filter(([name]) => !levelLabels.includes(name));
  const selector = (others.length > 0 ? others : Object.entries(labels)).map(([name, value]) => `${name}=${quote(value)}`).join(", ");
  return `{${selector}}${parser ? ` | ${parser}` : ""}`;
}

/** As Loki names a nested field: http.status is http_status. */
export const fieldName = name => name.replace(/[^A-Za-z0-9_]/g, "_").replace(/^(\d)/, "_$1");

function narrowText(query, { name, value, op, kind, parser }) {
  const text = query.trimEnd();
  if (kind === "text") return `${text} ${op === "=" ? "|=" : "!="} ${quote(value)}`;
  const parsed = kind !== "field" || /\|\s*(json|logfmt|pattern|regexp|unpack)\b/.test(text);
  return `${text}${parsed ? "" : ` | ${parser}`} | ${fieldName(name)}${op}${quote(value)}`;
}

const isEverything = one => one.name === "service_name" && one.op === "=~" && one.value === ".+";
const isCondition = one => one.kind === "op" && ["=", "!=", "=~", "!~", ">", "<", ">=", "<=", "=="].includes(one.text);

function matchesEmpty(pattern) {
  try { return new RegExp(`^(?:${pattern})$`).test(""); } catch { return true; }
}

function scan(query) {
  const tokens = [];
  token.lastIndex = 0;
  const end = query.trimEnd().length;
  while (token.lastIndex < end) {
    const match = token.exec(query);
    if (!match) return null;
    const [, string, name, number, op] = match;
    if (string !== undefined) tokens.push({ kind: "string", text: string, value: unquote(string) });
    else if (name !== undefined) tokens.push({ kind: "name", text: name });
    else if (number !== undefined) tokens.push({ kind: "number", text: number, value: number });
    else tokens.push({ kind: "op", text: op });
  }
  return tokens;
}

function unquote(text) {
  if (text.startsWith("`")) return text.slice(1, -1);
  return text.slice(1, -1).replace(/\\(u[\da-fA-F]{4}|.)/g, (_, code) => (code[0] === "u" && code.length === 5 ? String.fromCharCode(parseInt(code.slice(1), 16)) : { n: "\n", r: "\r", t: "\t" }[code] ?? code));
}
