// Sizes of words that fill their place. Widths are estimated by letter: measuring would lay out the page for each number.
const narrow = /[ .,:;'|!iIlj1·()[\]/-]/;

/** A type's `create` for a drawing that is made anew with each answer and each size: draw(body, answer, context). */
export const redrawn = draw => ({ body }) => {
  let last = null;
  return {
    update(answer, context) {
      last = [answer, context];
      return draw(body, answer, context);
    },
    resize(width, height) {
      if (last) draw(body, last[0], { ...last[1], width, height });
    },
    destroy() { last = null; },
  };
};

/** tabindex of a box of rows: what has more of them than its height holds is scrolled, by keys too. Computed, as above. */
export const tabAt = (rows, least, height, gap = 8) => (rows * (least + gap) - gap > height - 12 ? 0 : null);

/** Width in em of words in the portal's bold figures. */
export const emWidth = words => [...words].reduce((sum, letter) => sum + (narrow.test(letter) ? 0.34 : /[A-ZmwMW%@]/.test(letter) ? 0.8 : 0.6), 0);

/** The greatest font size (px) at which the words fit into width × height. */
export const fontFor = (words, width, height, { least = 10, most = 96, line = 1.2 } = {}) =>
  Math.floor(Math.min(Math.max(Math.min(width / Math.max(emWidth(words), 0.5), height / line), least), most));

/**
 * {columns, rows} for n things in a box. "horizontal": one under the other; "vertical": side by side; "auto": cells as near to `ratio` (width to height) as can be.
 */
export function gridFor(n, width, height, orientation = "auto", ratio = 2.2) {
  if (orientation === "horizontal") return { columns: 1, rows: n };
  if (orientation === "vertical") return { columns: n, rows: 1 };
  let best = { columns: n, rows: 1 }, score = Infinity;
  for (let columns = 1; columns <= n; columns++) {
    const rows = Math.ceil(n / columns);
    const shape = Math.abs(Math.log(width / columns / (height / rows) / ratio)) + (columns * rows - n) * 0.08;
    if (shape < score) [best, score] = [{ columns, rows }, shape];
  }
  return best;
}

/** Words cut to a width on a canvas. */
export function cut(ctx, words, width) {
  if (ctx.measureText(words).width <= width) return words;
  let kept = words;
  while (kept.length > 1 && ctx.measureText(`${kept}…`).width > width) kept = kept.slice(0, -1);
  return `${kept}…`;
}
