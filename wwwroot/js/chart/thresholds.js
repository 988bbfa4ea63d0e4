// Threshold steps over a value axis: lines, dashes, areas.

/** Areas behind the series. steps: [{value, color}], lowest first, the first at minus infinity. */
export function drawAreas(u, scale, steps, colourWith) {
  const { ctx, bbox: { left, top, width, height } } = u;
  const { min, max } = u.scales[scale];
  if (min == null) return;
  ctx.save();
  steps.forEach((step, i) => {
    const from = Math.max(step.value, min);
    const to = Math.min(steps[i + 1]?.value ?? Infinity, max);
    if (to <= from) return;
    const [bottom, upper] = [from, to].map(value => Math.min(Math.max(u.valToPos(value, scale, true), top), top + height));
    ctx.fillStyle = colourWith(step.color, 0.1);
    ctx.fillRect(left, upper, width, bottom - upper);
  });
  ctx.restore();
}

/** Lines at the beginnings of steps, with a word when the step has one. */
export function drawLines(u, scale, steps, { dashed, font, colourWith, words }) {
  const { ctx, bbox: { left, top, width, height } } = u;
  const ratio = devicePixelRatio || 1;
  ctx.save();
  ctx.lineWidth = ratio * (words ? 1 : 1.5);
  if (dashed) ctx.setLineDash([6 * ratio, 4 * ratio]);
  ctx.font = font.replace("11px", `${10 * ratio}px`);
  ctx.textAlign = "right";
  ctx.textBaseline = "bottom";
  for (const step of steps) {
    if (!Number.isFinite(step.value)) continue;
    const y = Math.round(u.valToPos(step.value, scale, true));
    if (!(y >= top - 1 && y <= top + height + 1)) continue;
    ctx.strokeStyle = ctx.fillStyle = colourWith(step.color, words ? 1 : 0.8);
    ctx.beginPath();
    ctx.moveTo(left, y);
    ctx.lineTo(left + width, y);
    ctx.stroke();
    const said = words?.(step);
    if (said) ctx.fillText(said, left + width - 4 * ratio, y - 2 * ratio);
  }
  ctx.restore();
}
