// Grafana's colour names in this portal's own colours, and the arithmetic that themes need.
// Colours inside are [r, g, b] of 0..255; what leaves is "rgb(…)" or "#rrggbb".
const base = {
  dark: { red: "#f0605a", orange: "#f2953d", yellow: "#f2cc45", green: "#5cc48a", blue: "#5b9df5", purple: "#b48ae6", pink: "#e88bc0", brown: "#b08d6e", gray: "#9aa4b2" },
  light: { red: "#d5333a", orange: "#dd7410", yellow: "#d9a400", green: "#1f9a5f", blue: "#2a78dd", purple: "#8d51cf", pink: "#c6488f", brown: "#8a6242", gray: "#66707f" },
};
const shades = { "super-light": 0.55, light: 0.28, "semi-dark": -0.16, dark: -0.32 };
const words = { black: "#000000", white: "#ffffff", cyan: "#2bb5c9", magenta: "#c94bb8", lime: "#8ac926", teal: "#1d9a8a", navy: "#274690", grey: "#8791a0" };

/** "#rgb", "#rrggbb", "#rrggbbaa" or "rgb(a)(…)" as [r, g, b, a]; null for anything else. */
export function parse(colour) {
  let match = /^#([\da-f]{3,8})$/i.exec(colour);
  if (match) {
    let hex = match[1];
    if (hex.length === 3 || hex.length === 4) hex = [...hex].map(one => one + one).join("");
    if (hex.length !== 6 && hex.length !== 8) return null;
    const part = i => Number.parseInt(hex.slice(i, i + 2), 16);
    return [part(0), part(2), part(4), hex.length === 8 ? part(6) / 255 : 1];
  }
  match = /^rgba?\(\s*([\d.]+)[\s,]+([\d.]+)[\s,]+([\d.]+)(?:[\s,/]+([\d.]+)(%?))?\s*\)$/i.exec(colour);
  return match ? [+match[1], +match[2], +match[3], match[4] ? +match[4] / (match[5] ? 100 : 1) : 1] : null;
}

export const write = ([r, g, b, a = 1]) => (a >= 1 ? `rgb(${Math.round(r)}, ${Math.round(g)}, ${Math.round(b)})` : `rgba(${Math.round(r)}, ${Math.round(g)}, ${Math.round(b)}, ${Math.round(a * 1000) / 1000})`);

/** From one colour to the other; t of 0..1. */
export const mix = (from, to, t) => [0, 1, 2].map(i => from[i] + (to[i] - from[i]) * t);

/** The colour with that opacity. */
export function fade(colour, alpha) {
  const parts = parse(colour);
  return parts ? write([parts[0], parts[1], parts[2], parts[3] * alpha]) : colour;
}

/** The colour as it looks on that ground at that opacity, opaque. */
export const onGround = (colour, ground, alpha) => write(mix(parse(ground) ?? [0, 0, 0], parse(colour) ?? [128, 128, 128], alpha));

const channel = value => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
export const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);

/** 1..21 as WCAG counts it. */
export function contrast(one, other) {
  const [a, b] = [luminance(one), luminance(other)].sort((x, y) => y - x);
  return (a + 0.05) / (b + 0.05);
}

/** The colour, moved away from the ground until text in it can be read. */
export function readable(colour, ground, ratio = 4.5) {
  const [from, on] = [parse(colour), parse(ground)];
  if (!from || !on) return colour;
  const goal = luminance(on) > 0.3 ? [0, 0, 0] : [255, 255, 255];
  for (let t = 0; t <= 1; t += 0.08) {
    const tried = mix(from, goal, t);
    if (contrast(tried, on) >= ratio) return write(tried);
  }
  return write(goal);
}

/** Black or white, whichever is read better on the colour; large figures are white where that can be read. */
export function textOn(colour, large = false) {
  const parts = parse(colour);
  if (!parts) return "inherit";
  const white = contrast(parts, [255, 255, 255]);
  return white >= (large ? 2.9 : 4.5) || white > contrast(parts, [11, 15, 20]) ? "#ffffff" : "#0b0f14";
}

/** One theme's colours: named(name), series(index), surface, text. `tokens` is chart/palette.js' answer. */
export function createColours(tokens) {
  const dark = luminance(parse(tokens.surface) ?? [0, 0, 0]) < 0.3;
  const hues = base[dark ? "dark" : "light"];
  const kept = new Map();

  function find(name) {
    if (!name || name === "text") return tokens.title;
    if (name === "transparent") return "rgba(0, 0, 0, 0)";
    if (name === "panel-bg" || name === "panel-background") return tokens.surface;
    if (parse(name)) return name;
    const match = /^(super-light|light|semi-dark|dark)-(\w+)$/.exec(name);
    const hue = parse(hues[match ? match[2] : name] ?? words[match ? match[2] : name] ?? "");
    if (!hue) return tokens.text;
    const shade = match ? shades[match[1]] : 0;
    return write(shade >= 0 ? mix(hue, [255, 255, 255], shade) : mix(hue, [0, 0, 0], -shade));
  }

  return {
    dark, surface: tokens.surface, text: tokens.title, muted: tokens.text, line: tokens.line, font: tokens.font,
    /** Grafana's name, a hex or rgb colour; what is no colour is the muted one. */
    named(name) {
      if (!kept.has(name)) kept.set(name, find(name));
      return kept.get(name);
    },
    series: index => tokens.series[index % tokens.series.length],
    count: tokens.series.length,
  };
}
