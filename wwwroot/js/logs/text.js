// What of a line is shown: its message, its fields, its colours; no character of it can fool a reader. Pure.
const messageNames = ["message", "msg", "@m", "@mt", "event", "Message", "text", "log", "error", "exception"];
const elsewhere = new Set(["timestamp", "time", "ts", "@t", "@timestamp", "level", "@l", "severity", "logger", "service", "version", "environment", "instance"]);
const longestMessage = 600;
const longestMore = 300;
const mostFields = 200;

/** The line as an object; null when it is no JSON object. */
export function readJson(line) {
  if (!line.startsWith("{")) return null;
  try {
    const value = JSON.parse(line);
    return value && typeof value === "object" && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

/** {message, more}: what a row says, and the fields that tell one line from the next. */
export function summary(line, json = readJson(line)) {
  const name = json && messageNames.find(one => typeof json[one] === "string" && json[one] !== "");
  if (!name) return { message: cut(line, longestMessage), more: "" };
  const message = json[name];
  let more = "";
  for (const [key, value] of fieldsOf(json)) {
    if (more.length > longestMore) break;
    if (value !== "" && value.length < 200 && value !== message && !isElsewhere(key)) more += `${more ? " " : ""}${key}=${value}`;
  }
  return { message: cut(message, longestMessage), more };
}

/** [name, text] of a JSON object, nested ones joined by a point, in its order. */
export function fieldsOf(json) {
  const found = [];
  const walk = (value, prefix) => {
    for (const [key, one] of Object.entries(value)) {
      if (found.length >= mostFields) return;
      const name = prefix ? `${prefix}.${key}` : key;
      if (one && typeof one === "object" && !Array.isArray(one)) walk(one, name);
      else found.push([name, typeof one === "string" ? one : JSON.stringify(one)]);
    }
  };
  if (json) walk(json, "");
  return found;
}

const pair = /([A-Za-z_][\w.-]*)=("(?:[^"\\]|\\.)*"|[^\s"]*)/g;

/** [name, text] of a logfmt line; none when less than two pairs are in it. */
export function logfmtOf(line) {
  const found = [];
  for (const [, name, value] of line.slice(0, 20000).matchAll(pair)) {
    if (found.length >= mostFields) break;
    found.push([name, value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, "$1") : value]);
  }
  return found.length >= 2 ? found : [];
}

/** All fields of a row, each once: what the query parsed, what lies beside the line, what is in it. Map of name → text. */
export function allFields(row) {
  const all = new Map(row.json ? fieldsOf(row.json) : logfmtOf(row.line));
  for (const [name, value] of Object.entries(row.metadata ?? {})) if (!all.has(name)) all.set(name, value);
  for (const [name, value] of Object.entries(row.parsed ?? {})) if (!all.has(name)) all.set(name, value);
  return all;
}

// Control characters and those that turn the writing direction or hide; a line break is ↵ where all is on one line.
const odd = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\n]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const anyOdd = new RegExp(odd.source);

/** The text with every odd character as a visible code. */
export function visible(text, oneLine = true) {
  if (!anyOdd.test(text)) return text;
  return text.replace(odd, c => {
    if (c === "\n") return oneLine ? "↵" : "\n";
    if (c === "\r") return oneLine ? "␍" : "";
    const code = c.charCodeAt(0);
    if (code < 32) return String.fromCharCode(0x2400 + code);
    return code === 127 ? "␡" : `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
  });
}

const names = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];
const escape = /\u001b\[([\d;]*)([A-Za-z])/g;

export const hasAnsi = text => text.includes("\u001b[");

/** [{text, colour, bold}] of a text with a terminal's colours; other sequences of a terminal are left out. */
export function ansiParts(text) {
  const parts = [];
  let at = 0;
  let [colour, bold] = [null, false];
  const add = to => { if (to > at) parts.push({ text: text.slice(at, to), colour, bold }); };
  for (const match of text.matchAll(escape)) {
    add(match.index);
    at = match.index + match[0].length;
    if (match[2] !== "m") continue;
    const codes = (match[1] || "0").split(";").map(Number);
    for (let i = 0; i < codes.length; i++) {
      const code = codes[i];
      if (code === 0) [colour, bold] = [null, false];
      else if (code === 1) bold = true;
      else if (code === 22) bold = false;
      else if (code === 39) colour = null;
      else if (code >= 30 && code <= 37) colour = names[code - 30];
      else if (code >= 90 && code <= 97) colour = names[code - 90];
      // 256 colours and true colours are said in words of more codes: those are skipped.
      else if (code === 38 || code === 48) i += codes[i + 1] === 5 ? 2 : 4;
    }
  }
  add(text.length);
  return parts;
}

export const stripAnsi = text => (hasAnsi(text) ? text.replace(escape, "") : text);

/** Where a text is found, whatever its case: [[from, to]…], at most a thousand. */
export function findAll(text, wanted) {
  const found = [];
  if (!wanted) return found;
  const [low, want] = [text.toLowerCase(), wanted.toLowerCase()];
  // A few characters change their length with their case; then places don't fit, and nothing is marked.
  if (low.length !== text.length) return found;
  for (let at = low.indexOf(want); at >= 0 && found.length < 1000; at = low.indexOf(want, at + want.length)) found.push([at, at + want.length]);
  return found;
}

const isElsewhere = name => elsewhere.has(name.toLowerCase()) || /(_id|Id)$/.test(name);
const cut = (text, most) => (text.length > most ? text.slice(0, /[\ud800-\udbff]/.test(text[most - 1]) ? most - 1 : most) + "…" : text);
