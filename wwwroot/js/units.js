// Numbers as people read them, by Grafana's unit names. Twin of src/OpsPortal/Ui/Units.cs; tests hold them together.
import { unitNamed } from "./units/catalogue.js";
import { writeTime } from "./units/moments.js";

const times = [[86400, "d"], [3600, "h"], [60, "min"], [1, "s"], [1e-3, "ms"], [1e-6, "µs"], [1e-9, "ns"]];
const binary = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
const decimal = ["", "k", "M", "G", "T", "P", "E"];
const small = ["", "m", "µ", "n", "p"];
const short = ["", "K", "M", "B", "T"];
const truths = { bool: ["False", "True"], bool_yes_no: ["No", "Yes"], bool_on_off: ["Off", "On"] };

/** {number, unit, before?} for a value; decimals null picks about three significant digits. An unknown name is written behind the number. */
export function format(value, unit, decimals = null) {
  if (!Number.isFinite(value)) return { number: Number.isNaN(value) ? "not a number" : value > 0 ? "∞" : "−∞", unit: "" };
  unit ??= "";
  const known = unit === "" ? { kind: "plain", mark: "", factor: 1 } : unitNamed(unit);
  if (!known) return special(value, unit, decimals);
  const { kind, mark, factor } = known;
  const size = value * factor;
  switch (kind) {
    case "si": return siScale(size, mark, decimals);
    case "dec": return scale(size, 1000, decimal, mark, decimals);
    case "bin": return scale(size, 1024, binary, mark, decimals);
    case "count": return count(size, mark, decimals);
    case "time": return time(size, decimals);
    case "money": return { number: money(size, mark, decimals), unit: "" };
    case "coin": return { number: money(size, "", decimals), unit: mark };
    case "heat": return { number: write(size, decimals ?? (Math.abs(size) >= 10 ? 0 : 1)), unit: mark };
    default: return { number: plain(size, decimals), unit: mark };
  }
}

/** "1.24 ms", "43%", "$12.50" */
export function text(value, unit, decimals = null) {
  if (value == null) return "–";
  const { number, unit: mark } = format(value, unit, decimals);
  return mark === "" ? number : mark === "%" || mark === "°" || mark[0] === "/" ? number + mark : `${number} ${mark}`;
}

/** Writers for the marks of an axis: all with one scale and as many digits as their distance needs. */
export function axisTexts(marks, unit) {
  const step = marks.length > 1 ? Math.abs(marks[1] - marks[0]) : Math.abs(marks[0] || 1);
  for (let digits = 0; digits <= 4; digits++) {
    const texts = marks.map(mark => text(clean(mark, step), unit, digits));
    if (new Set(texts).size === texts.length) {
      const finer = marks.map(mark => text(clean(mark, step), unit, digits + 1));
      const exact = texts.every((one, i) => Number.parseFloat(one.replace(/[^\d.]/g, "")) === Number.parseFloat(finer[i].replace(/[^\d.]/g, "")));
      return tidy(marks, unit, exact || digits === 4 ? digits : digits + 1, step);
    }
  }
  return marks.map(mark => text(mark, unit));
}

// Marks of one unit have as many digits each (0.20, 0.15); where the axis changes its unit, each has what it needs (500 ms, 1.5 s).
function tidy(marks, unit, digits, step) {
  const parts = marks.map(mark => format(clean(mark, step), unit, digits));
  if (new Set(parts.filter(part => /[1-9]/.test(part.number)).map(part => part.unit + part.number.replace(/[-−\d.,]/g, ""))).size <= 1) return marks.map(mark => text(clean(mark, step), unit, digits));
  return marks.map(mark => {
    const full = text(clean(mark, step), unit, digits);
    for (let fewer = 0; fewer < digits; fewer++) {
      const short = text(clean(mark, step), unit, fewer);
      if (Number(short.replace(/[^\d.]/g, "")) === Number(full.replace(/[^\d.]/g, ""))) return short;
    }
    return full;
  });
}

const clean = (mark, step) => (Math.abs(mark) < step * 1e-9 ? 0 : mark);

function special(value, unit, decimals) {
  const truth = truths[unit] ?? (unit.startsWith("bool:") ? unit.slice(5).split("/").reverse() : null);
  if (truth) return { number: (value === 0 ? truth[0] : truth.at(-1)) ?? "", unit: "" };
  const moment = writeTime(value, unit);
  if (moment !== null) return { number: moment, unit: "" };
  if (unit === "hex" || unit === "hex0x") return { number: (value < 0 ? "−" : "") + (unit === "hex" ? "" : "0x") + Math.round(Math.abs(value)).toString(16).toUpperCase(), unit: "" };
  if (unit === "sci") return { number: science(value, decimals ?? 2), unit: "" };
  if (unit.startsWith("prefix:")) return { number: unit.slice(7) + plain(value, decimals), unit: "" };
  if (unit.startsWith("suffix:")) return { number: plain(value, decimals), unit: unit.slice(7).trim() };
  if (unit.startsWith("currency:")) {
    const [, mark, behind] = /^(?:financial:)?(.*?)(:suffix)?$/s.exec(unit.slice(9));
    return behind ? { number: money(value, "", decimals), unit: mark } : { number: money(value, mark, decimals), unit: "" };
  }
  if (unit.startsWith("count:")) return count(value, unit.slice(6).trim(), decimals);
  if (unit.startsWith("si:")) {
    const [factor, mark] = siPrefix(unit.slice(3).trim());
    return siScale(value * factor, mark, decimals);
  }
  return { number: plain(value, decimals), unit: unit.trim() };
}

// "si:mF" counts in millifarads; a prefix needs a unit behind it.
const prefixes = { f: 1e-15, p: 1e-12, n: 1e-9, µ: 1e-6, μ: 1e-6, m: 1e-3, k: 1e3, K: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18 };
const siPrefix = mark => (mark.length > 1 && mark[0] in prefixes ? [prefixes[mark[0]], mark.slice(1)] : [1, mark]);

const plain = (value, decimals) => write(value, decimals ?? (Number.isInteger(value) ? 0 : null));

function time(seconds, decimals) {
  if (seconds === 0) return { number: "0", unit: "s" };
  const [factor, unit] = times.find(([size]) => Math.abs(seconds) >= size * 0.9995) ?? times.at(-1);
  return { number: write(seconds / factor, decimals), unit };
}

// Up and down: 12 mV, 1.5 kV.
function siScale(value, mark, decimals) {
  if (value === 0 || Math.abs(value) >= 0.9995) return scale(value, 1000, decimal, mark, decimals);
  let rank = 0;
  while (Math.abs(value) < 0.9995 && rank < small.length - 1) { value *= 1000; rank++; }
  return { number: write(value, decimals), unit: small[rank] + mark };
}

function scale(value, step, prefixes, mark, decimals) {
  const [size, rank] = reduce(value, step, prefixes.length);
  return { number: write(size, decimals ?? (rank === 0 && Number.isInteger(size) ? 0 : null)), unit: prefixes[rank] + mark };
}

// A letter of the number's own, not of the unit: 1.23K req/s.
function count(value, mark, decimals) {
  const [size, rank] = reduce(value, 1000, short.length);
  return { number: write(size, decimals ?? (rank === 0 && Number.isInteger(size) ? 0 : null)) + short[rank], unit: mark };
}

function reduce(value, step, ranks) {
  let rank = 0;
  while (Math.abs(value) >= step * 0.9995 && rank < ranks - 1) { value /= step; rank++; }
  return [value, rank];
}

function money(value, mark, decimals) {
  const size = Math.abs(value);
  const digits = decimals ?? (value === 0 || size >= 0.1 ? 2 : size >= 0.001 ? 4 : Math.max(6, tiny(size)));
  return (value < 0 ? "−" : "") + mark + grouped(size, digits);
}

function write(value, decimals) {
  const size = Math.abs(value);
  const digits = decimals ?? (size === 0 ? 0 : size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.0995 ? 2 : size >= 0.00995 ? 3 : tiny(size));
  const out = grouped(size, digits);
  return value < 0 && /[1-9]/.test(out) ? "−" + out : out;
}

// Three significant digits of what four places can't tell from nothing; what is smaller than 1e-12 is left over from a computation.
function tiny(size) {
  if (size >= 0.000995 || size < 1e-12) return 4;
  let digits = 6;
  for (let limit = 0.0000995; size < limit; limit /= 10) digits++;
  return digits;
}

function science(value, digits) {
  if (value === 0) return grouped(0, digits) + "e+0";
  const [mantissa, power] = Math.abs(value).toExponential(14).split("e").map(Number);
  const over = grouped(mantissa, digits).startsWith("10");
  const exponent = over ? power + 1 : power;
  return (value < 0 ? "−" : "") + grouped(over ? 1 : mantissa, digits) + (exponent < 0 ? "e-" : "e+") + Math.abs(exponent);
}

const formats = new Map();
function grouped(size, digits) {
  if (size >= 1e27) return science(size, 2);
  if (!formats.has(digits)) formats.set(digits, new Intl.NumberFormat("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits }));
  // 15 digits, as the server's decimals hold: 9.995 × 100 is 999.5, not 999.4999999999999.
  return formats.get(digits).format(Number(size.toPrecision(15)));
}
