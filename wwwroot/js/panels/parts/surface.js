// Where charts by categories and by numbers are drawn: a canvas as large as its host.
import { palette } from "../../chart/palette.js";

/** Empties the canvas and fits it to its host: {ctx in CSS pixels with the charts' font, width, height, colours}; null where there is no room to draw. */
export function surface(canvas, host) {
  const { clientWidth: width, clientHeight: height } = host;
  if (width < 20 || height < 20) return null;
  const ratio = devicePixelRatio || 1;
  Object.assign(canvas, { width: Math.round(width * ratio), height: Math.round(height * ratio) });
  const ctx = canvas.getContext("2d");
  ctx.scale(ratio, ratio);
  const colours = palette();
  ctx.font = `11px ${colours.font}`;
  return { ctx, width, height, colours };
}
