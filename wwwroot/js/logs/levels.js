// The levels of a query of Loki's, written and read again. Pure.
// Where lines have their level as a number ({field, inLine}, as the volume told), a filter by level asks for it, too:
//   a number that Loki hands on as the detected level:  | detected_level=~"error|50"
//   beside the line, by another name:                   | detected_level="error" or severity="3"
//   in the line's JSON:    | json level_number="level" | detected_level="error" or detected_level="unknown" and level_number="50"
export const levels = ["fatal", "error", "warn", "info", "debug", "unknown"];
const detected = { fatal: ["fatal", "critical"], error: ["error"], warn: ["warn"], info: ["info"], debug: ["debug", "trace"], unknown: ["unknown"] };
const range = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => String(from + i));
// The scales of Domain/Logs/LevelNumbers.cs.
const tens = { fatal: ["60"], error: ["50"], warn: ["40"], info: ["30"], debug: ["20", "10"] };
const syslog = { fatal: ["0", "1", "2"], error: ["3"], warn: ["4"], info: ["5", "6"], debug: ["7"] };
const otlp = { fatal: range(21, 24), error: range(17, 20), warn: range(13, 16), info: range(9, 12), debug: range(1, 8) };
const scales = { detected_level: tens, level: tens, severity: syslog, PRIORITY: syslog, severity_number: otlp, severityNumber: otlp };

/** " | detected_level=…" for the levels, worst first; "" for none. A field without a scale is as if there were no numbers. */
export function writeLevels(wanted, numbers) {
  const sorted = levels.filter(level => wanted.includes(level));
  if (sorted.length === 0) return "";
  const words = sorted.flatMap(level => detected[level]);
  const scale = numbers && scales[numbers.field];
  if (!scale) return ` | ${among("detected_level", words)}`;
  if (numbers.field === "detected_level") return ` | ${among("detected_level", sorted.flatMap(level => [...detected[level], ...(scale[level] ?? [])]))}`;
  const found = sorted.flatMap(level => scale[level] ?? []);
  const known = words.filter(word => word !== "unknown");
  const conditions = known.length > 0 ? [among("detected_level", known)] : [];
  const name = numbers.inLine ? "level_number" : numbers.field;
  const open = numbers.inLine ? 'detected_level="unknown" and ' : "";
  if (found.length > 0) conditions.push(open + among(name, found));
  // What is unknown to Loki and has no number either.
  if (sorted.includes("unknown")) conditions.push(`detected_level="unknown" and ${name}!~"${Object.values(scale).flat().join("|")}"`);
  return `${numbers.inLine ? ` | json level_number="${numbers.field}"` : ""} | ${conditions.join(" or ")}`;
}

/** {levels, numbers} of what detected_level is compared with, or null. */
export function asLevels(value) {
  const wanted = value.split("|");
  const words = wanted.filter(one => !/^\d+$/.test(one));
  const found = levels.filter(level => detected[level].every(one => words.includes(one)));
  if (found.flatMap(level => detected[level]).length !== words.length) return null;
  if (words.length === wanted.length) return { levels: found, numbers: null };
  const all = found.flatMap(level => tens[level] ?? []);
  return all.length === wanted.length - words.length && all.every(one => wanted.includes(one)) ? { levels: found, numbers: { field: "detected_level", inLine: false } } : null;
}

/** {levels, numbers, rest} of a query whose levels are asked by numbers that stand elsewhere, as writeLevels writes them; null for any other. */
export function numberedLevels(query) {
  const inLine = /\| json level_number="(\w+)" \|/.exec(query)?.[1];
  const beside = /\b(severity|PRIORITY|severity_number|severityNumber)(?:=|!~)/.exec(query)?.[1];
  const numbers = inLine ? { field: inLine, inLine: true } : beside ? { field: beside, inLine: false } : null;
  if (!numbers || !scales[numbers.field]) return null;
  for (let set = (1 << levels.length) - 1; set > 0; set--) {
    const wanted = levels.filter((_, i) => set & (1 << i));
    const written = writeLevels(wanted, numbers);
    const at = query.indexOf(written);
    const after = query.slice(at + written.length);
    if (at >= 0 && written.includes("detected_level") && /^(\s*$| [|!])/.test(after)) return { levels: wanted, numbers, rest: query.slice(0, at) + after };
  }
  return null;
}

const among = (name, values) => (values.length === 1 ? `${name}="${values[0]}"` : `${name}=~"${values.join("|")}"`);
