// Value mappings: a value, a range, a pattern or a special value becomes words, a colour, an icon.

/** {text, color, icon} of the first mapping that fits, or null. A mapping without a text gives its colour only. */
export function mapped(mappings, value) {
  for (const mapping of mappings ?? []) {
    const found = match(mapping, value);
    if (found) return found;
  }
  return null;
}

function match({ type, options }, value) {
  if (!options) return null;
  switch (type) {
    case "value": return valueOption(options, value);
    case "range": {
      const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
      if (typeof number !== "number" || Number.isNaN(number)) return null;
      return number >= (bound(options.from) ?? -Infinity) && number <= (bound(options.to) ?? Infinity) ? options.result ?? {} : null;
    }
    case "regex": return patternOption(options, value);
    case "special": return isSpecial(options.match, value) ? options.result ?? {} : null;
    default: return null;
  }
}

const bound = value => (value == null || value === "" ? null : Number(value));

function valueOption(options, value) {
  if (value == null) return options.null ?? null;
  const key = String(value);
  if (Object.hasOwn(options, key)) return options[key];
  // "1.0" is meant for 1.
  if (typeof value === "number") for (const name of Object.keys(options)) if (name.trim() !== "" && Number(name) === value) return options[name];
  return null;
}

function patternOption({ pattern, result }, value) {
  // Of texts only: a pattern says nothing of a number.
  if (typeof value !== "string" || !pattern) return null;
  const expression = compile(pattern);
  const words = value;
  if (!expression || !expression.test(words)) return null;
  return { ...result, text: result?.text == null ? undefined : words.replace(expression, result.text) };
}

const compiled = new Map();
function compile(pattern) {
  if (!compiled.has(pattern)) {
    const parts = /^\/(.*)\/([a-z]*)$/s.exec(pattern);
    let made = null;
    try { made = new RegExp(parts ? parts[1] : `^(?:${pattern})$`, parts ? parts[2].replace("g", "") : ""); } catch { /* no pattern fits nothing */ }
    if (compiled.size > 200) compiled.clear();
    compiled.set(pattern, made);
  }
  return compiled.get(pattern);
}

function isSpecial(which, value) {
  switch (which) {
    case "null": return value == null;
    case "nan": return Number.isNaN(value);
    case "null+nan": return value == null || Number.isNaN(value);
    case "true": return value === true || value === "true";
    case "false": return value === false || value === "false";
    case "empty": return value === "";
    default: return false;
  }
}
