// Exemplars over a time chart: a diamond for each single observation. They are drawn into the plot's canvas; what is near to the pointer is found again here.
const size = 5;
const near = 9;

// One that lies outside of the value axis stands at its end: where it was is in its words.
function placeOf(plot, { at, value, scale }, inCanvas) {
  const { min, max, distr } = plot.scales[scale];
  const shown = Math.min(Math.max(value, min), max);
  return [plot.valToPos(at, "x", inCanvas), plot.valToPos(distr === 3 && !(shown > 0) ? min : shown, scale, inCanvas)];
}

const usable = (plot, { at, scale }) => plot.scales[scale]?.min != null && at >= plot.scales.x.min && at <= plot.scales.x.max;

/** exemplars: [{at (Unix seconds), value, scale, colour}] */
export function drawExemplars(plot, exemplars, ground) {
  const { ctx } = plot;
  const half = size * devicePixelRatio;
  ctx.save();
  ctx.lineWidth = devicePixelRatio;
  ctx.strokeStyle = ground;
  for (const one of exemplars) {
    if (!usable(plot, one)) continue;
    const [x, y] = placeOf(plot, one, true);
    ctx.beginPath();
    ctx.moveTo(x, y - half);
    ctx.lineTo(x + half, y);
    ctx.lineTo(x, y + half);
    ctx.lineTo(x - half, y);
    ctx.closePath();
    ctx.fillStyle = one.colour;
    ctx.fill();
    ctx.stroke();
  }
  ctx.restore();
}

/** The one under the pointer (CSS pixels in the plot), or null. */
export function exemplarAt(plot, exemplars, left, top) {
  let [best, distance] = [null, near];
  for (const one of exemplars) {
    if (!usable(plot, one)) continue;
    const [x, y] = placeOf(plot, one, false);
    const away = Math.hypot(x - left, y - top);
    if (away <= distance) [best, distance] = [one, away];
  }
  return best;
}

/** Those that belong to a point: between it and the points beside it. */
export function exemplarsNear(exemplars, times, idx, most = 5) {
  const from = idx > 0 ? (times[idx - 1] + times[idx]) / 2 : -Infinity;
  const to = idx < times.length - 1 ? (times[idx] + times[idx + 1]) / 2 : Infinity;
  return exemplars.filter(({ at }) => at > from && at <= to).slice(0, most);
}
