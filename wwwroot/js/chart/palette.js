// Colours of the moment, from the style sheet's tokens.
let kept = null;
document.addEventListener("op-theme", () => (kept = null));

/** By name of the token without its prefix; `series` are the ten of lines. */
export function palette() {
  if (kept) return kept;
  const style = getComputedStyle(document.documentElement);
  const token = name => style.getPropertyValue("--op-" + name).trim();
  return (kept = {
    text: token("muted"), line: token("grid-line"), surface: token("surface"), ground: token("surface-2"), title: token("text"), border: token("border"), strong: token("border-strong"),
    good: token("good"), warn: token("warn"), bad: token("bad"), info: token("info"), accent: token("accent"),
    series: Array.from({ length: 10 }, (_, i) => token("series-" + (i + 1))),
    font: token("font") || "sans-serif",
  });
}

/** The series' colour; the eleventh starts over, dashed. */
export const colourOf = (colours, rank) => colours.series[rank % colours.series.length];
