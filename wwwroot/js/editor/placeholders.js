// A query with variables, made readable for who knows no variables, letter for letter at the same places. Pure.
export const variable = /\$\{[^}]*\}|\[\[[^\]]*\]\]|\$\w+/g;

/**
 * The text with something as long in the place of each variable: a duration in brackets and behind "offset", a number behind "@",
 * a matcher where one stands alone between braces, letters in words and names,
 * and where a number may stand either a name or, with `numbers`, a number. Line and column of a fault are then those of the text.
 */
export function withPlaceholders(text, numbers = false) {
  return text.replace(variable, (found, at) => {
    const before = text.slice(0, at);
    const length = found.length;
    if (isQuoted(before)) return "a".repeat(length);
    if (/\[[^\]]*$|:\s*$|\boffset\s+-?$/.test(before)) return "5m".padStart(length, "0");
    if (/@\s*$/.test(before)) return "1.".padEnd(length, "0");
    if (length > 3 && /\{([^}]*,)?\s*$/.test(before) && /^\s*[,}]/.test(text.slice(at + length))) return `${"a".repeat(length - 3)}=""`;
    const inName = /[\w:]$/.test(before) || /^[\w:{[]/.test(text.slice(at + length)) || /\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*$/.test(before) || /\{[^}]*$/.test(before);
    return numbers && !inName ? "1.".padEnd(length, "0") : "a".repeat(length);
  });
}

function isQuoted(before) {
  let quote = "";
  for (let i = 0; i < before.length; i++) {
    const letter = before[i];
    if (quote && letter === "\\" && quote !== "`") i++;
    else if (quote) quote = letter === quote ? "" : quote;
    else if (letter === "#") i = (before.indexOf("\n", i) + 1 || before.length + 1) - 1;
    else if (`"'\``.includes(letter)) quote = letter;
  }
  return quote !== "";
}
