// Numbers as people read them, by Grafana's unit names. Twin of src/OpsPortal/Ui/Units.cs; a test holds them together.
const times = [[86400, "d"], [3600, "h"], [60, "min"], [1, "s"], [1e-3, "ms"], [1e-6, "µs"], [1e-9, "ns"]];
const binary = ["", "Ki", "Mi", "Gi", "Ti", "Pi"];
const decimal = ["", "k", "M", "G", "T", "P"];
const short = ["", "K", "M", "B", "T"];
const rates = {
  reqps: "req/s", ops: "ops/s", tokps: "tok/s", rps: "r/s", wps: "w/s", iops: "io/s", cps: "/s", eps: "events/s",
  logps: "lines/s", tokens: "tokens", rpm: "rpm",
};

/** {number, unit} for a value; decimals null picks about three significant digits. */
export function format(value, unit, decimals = null) {
  if (!Number.isFinite(value)) return { number: Number.isNaN(value) ? "not a number" : value > 0 ? "∞" : "−∞", unit: "" };
  switch (unit ?? "") {
    case "": case "none": return { number: write(value, decimals ?? (Number.isInteger(value) ? 0 : null)), unit: "" };
    case "short": return scale(value, 1000, short, "", decimals);
    case "percent": return { number: write(value, decimals), unit: "%" };
    case "percentunit": return { number: write(value * 100, decimals), unit: "%" };
    case "s": return time(value, decimals);
    case "ms": return time(value / 1e3, decimals);
    case "bytes": return scale(value, 1024, binary, "B", decimals);
    case "decbytes": return scale(value, 1000, decimal, "B", decimals);
    case "Bps": return scale(value, 1000, decimal, "B/s", decimals);
    case "binBps": return scale(value, 1024, binary, "B/s", decimals);
    case "mbytes": return scale(value * 1048576, 1024, binary, "B", decimals);
    case "celsius": return { number: write(value, decimals ?? (Math.abs(value) >= 10 ? 0 : 1)), unit: "°C" };
    case "watt": return scale(value, 1000, decimal, "W", decimals);
    case "hertz": return scale(value, 1000, decimal, "Hz", decimals);
    case "currencyUSD": return { number: money(value, decimals), unit: "" };
  }
  if (rates[unit]) return scale(value, 1000, short, rates[unit], decimals);
  return { number: write(value, decimals), unit };
}

/** "1.24 ms", "43%", "$12.50" */
export function text(value, unit, decimals = null) {
  if (value == null) return "–";
  const { number, unit: mark } = format(value, unit, decimals);
  return mark === "" ? number : mark === "%" ? number + "%" : `${number} ${mark}`;
}

/** Writers for the marks of an axis: all with one scale and as many digits as their distance needs. */
export function axisTexts(marks, unit) {
  const step = marks.length > 1 ? Math.abs(marks[1] - marks[0]) : Math.abs(marks[0] || 1);
  for (let digits = 0; digits <= 4; digits++) {
    const texts = marks.map(mark => text(clean(mark, step), unit, digits));
    if (new Set(texts).size === texts.length) {
      const finer = marks.map(mark => text(clean(mark, step), unit, digits + 1));
      const exact = texts.every((one, i) => Number.parseFloat(one.replace(/[^\d.]/g, "")) === Number.parseFloat(finer[i].replace(/[^\d.]/g, "")));
      return exact || digits === 4 ? texts : finer;
    }
  }
  return marks.map(mark => text(mark, unit));
}

const clean = (mark, step) => (Math.abs(mark) < step * 1e-9 ? 0 : mark);

function time(seconds, decimals) {
  if (seconds === 0) return { number: "0", unit: "s" };
  const [factor, unit] = times.find(([size]) => Math.abs(seconds) >= size * 0.9995) ?? times.at(-1);
  return { number: write(seconds / factor, decimals), unit };
}

function scale(value, step, prefixes, unit, decimals) {
  let rank = 0;
  while (Math.abs(value) >= step * 0.9995 && rank < prefixes.length - 1) { value /= step; rank++; }
  decimals ??= rank === 0 && Number.isInteger(value) ? 0 : null;
  const number = write(value, decimals);
  if (unit === "") return { number: number + prefixes[rank], unit: "" };
  if ((unit.includes("/") && unit !== "B/s") || unit === "tokens" || unit === "rpm") return { number: number + prefixes[rank], unit };
  return { number, unit: prefixes[rank] + unit };
}

function money(value, decimals) {
  const size = Math.abs(value);
  const digits = decimals ?? (value === 0 || size >= 0.1 ? 2 : size >= 0.001 ? 4 : 6);
  return (value < 0 ? "−$" : "$") + grouped(size, digits);
}

function write(value, decimals) {
  const size = Math.abs(value);
  const digits = decimals ?? (size === 0 ? 0 : size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.0995 ? 2 : size >= 0.00995 ? 3 : 4);
  const out = grouped(size, digits);
  return value < 0 && /[1-9]/.test(out) ? "−" + out : out;
}

const formats = new Map();
function grouped(size, digits) {
  if (!formats.has(digits)) formats.set(digits, new Intl.NumberFormat("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits }));
  // 15 digits, as the server's decimals hold: 9.995 × 100 is 999.5, not 999.4999999999999.
  return formats.get(digits).format(Number(size.toPrecision(15)));
}
