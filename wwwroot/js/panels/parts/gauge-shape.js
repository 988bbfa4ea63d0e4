// Where a gauge's arc begins and ends, and which of its parts are filled, in degrees clockwise from the top. Pure.

/** {from, to, high: its height as a share of the radius, round}: two thirds of a circle, whose rounded ends need some room more, or a whole one. */
export const shapeOf = ({ shape, barShape }) => (shape === "circle" ? { from: 0, to: 360, high: 2, round: true } : { from: -120, to: 120, high: barShape === "rounded" ? 1.62 : 1.52, round: false });

/** How thick the bar is on a gauge of that radius. `barWidthFactor` (0 to 1) is of the newer form. */
export const thicknessOf = ({ barWidthFactor }, radius) => (barWidthFactor > 0 ? Math.max((Math.min(barWidthFactor, 1) * radius) / 3, 2) : Math.max(radius * (radius < 40 ? 0.15 : 0.2), 4));

/** The filled part as two shares of the arc: from its beginning, or from the neutral value, to the value. */
export function filledShares(value, low, high, neutral) {
  const share = one => Math.min(Math.max((one - low) / (high - low || 1), 0), 1);
  const [start, end] = [typeof neutral === "number" ? share(neutral) : 0, share(value)];
  return start < end ? [start, end] : [end, start];
}

/** An arc in so many pieces with gaps between: [[from, to], …]; one piece without a count. `spacing` is 0 to 1. */
export function piecesOf({ from, to }, { segmentCount = 1, segmentSpacing = 0.3 }) {
  if (!(segmentCount > 1)) return [[from, to]];
  const count = Math.min(Math.round(segmentCount), 100);
  const each = (to - from) / count;
  const gap = Math.min(Math.max(segmentSpacing, 0), 0.9) * each * 0.6;
  return Array.from({ length: count }, (_, i) => [from + i * each + gap / 2, from + (i + 1) * each - gap / 2]);
}

/** What of the pieces lies between two angles. */
export const piecesWithin = (pieces, start, end) => pieces.map(([a, b]) => [Math.max(a, start), Math.min(b, end)]).filter(([a, b]) => b > a);

/** Which words stand: {value, name}. `textMode` is of the newer form; without it several gauges, and one under no title, are named. */
export function wordsOf({ textMode = "auto" }, count, title) {
  if (textMode === "none") return { value: false, name: false };
  return textMode === "auto" ? { value: true, name: count > 1 || title === "" } : { value: textMode !== "name", name: textMode !== "value" };
}
