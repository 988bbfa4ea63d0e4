// Bars over categories or buckets, on a canvas: the drawing of bar chart and histogram.
import { withoutZeros } from "../../chart/reading.js";
import { el } from "../dom.js";
import { scaleOf } from "./bar-scale.js";
import { watchCategories } from "./category-pointer.js";
import { cut, emWidth } from "./fit.js";
import { surface } from "./surface.js";

/**
 * A canvas that draws {names, series: [{name, colour, fill (0..1), values, write}], unit, stacked: none | normal | percent, sideways, gap: 0..1, between, values: auto | always | never, edges}.
 * A series may have colours, one a value, and links(i), what its value leads to. `turn` (degrees), `most` letters and `space` (pixels) are of the names under the bars, `thin` the share of its place that a bar takes. `spoken` says what the keys point at. `edges` (n + 1 words) stand between the bars instead of names under them.
 */
export function createColumns(host, spoken) {
  const canvas = el("canvas");
  host.append(canvas);
  let model = null;
  let box = null;
  let onPoint = -1;
  const resize = new ResizeObserver(() => paint());
  resize.observe(host);
  const stop = watchCategories(host, {
    spoken,
    count: () => model?.names.length ?? 0,
    at(event) {
      if (!box) return -1;
      const bounds = canvas.getBoundingClientRect();
      const share = model.sideways ? (event.clientY - bounds.top - box.top) / box.height : (event.clientX - bounds.left - box.left) / box.width;
      const i = Math.floor(share * model.names.length);
      return i < model.names.length ? i : -1;
    },
    middle(i) {
      const bounds = canvas.getBoundingClientRect();
      const share = (i + 0.5) / model.names.length;
      return model.sideways ? { x: bounds.left + box.left, y: bounds.top + box.top + share * box.height } : { x: bounds.left + box.left + share * box.width, y: bounds.top + box.top };
    },
    said(i) {
      const rows = model.series.map(one => ({ name: one.name, value: one.values[i], text: one.write(one.values[i]), colour: one.colours?.[i] ?? one.colour, links: one.links?.(i) }));
      return { head: model.names[i], rows: model.hideZeros ? withoutZeros(rows) : rows };
    },
    point(i) {
      onPoint = i;
      paint();
    },
  });

  function paint() {
    const fitted = model && surface(canvas, host);
    if (!fitted) return;
    const { ctx, width, height, colours } = fitted;
    const scale = scaleOf(model);
    const widest = Math.max(...scale.texts.map(words => emWidth(words) * 11 + 10));
    const longest = Math.min(Math.max(...model.names.map(name => emWidth(name) * 11 + 12)), width * 0.35);
    const below = model.turn && !model.sideways ? Math.min(24 + Math.abs(Math.sin(slope(model.turn))) * Math.max(...model.names.map(name => emWidth(shorter(name)) * 11)), height * 0.4) : 32;
    // Words on the highest bar need their line.
    const head = model.values === "never" || model.edges ? 8 : 18;
    box = model.sideways ? { left: longest, top: 4, width: width - longest - 24, height: height - 26 } : { left: widest, top: head, width: width - widest - 8, height: height - head - below + 8 };
    const along = model.sideways ? box.height : box.width;
    const y = scale.share;
    grid(ctx, colours, scale, y);
    const each = along / model.names.length;
    model.names.forEach((name, i) => bars(ctx, colours, i, each, y));
    labels(ctx, colours, each);
  }

  function grid(ctx, colours, scale, y) {
    scale.marks.forEach((mark, i) => {
      const at = y(mark);
      const [x1, y1, x2, y2] = model.sideways ? [box.left + at * box.width, box.top, box.left + at * box.width, box.top + box.height] : [box.left, box.top + (1 - at) * box.height, box.left + box.width, box.top + (1 - at) * box.height];
      ctx.strokeStyle = colours.line;
      ctx.beginPath();
      ctx.moveTo(Math.round(x1) + 0.5, Math.round(y1) + 0.5);
      ctx.lineTo(Math.round(x2) + 0.5, Math.round(y2) + 0.5);
      ctx.stroke();
      ctx.fillStyle = colours.text;
      ctx.textAlign = model.sideways ? "center" : "right";
      ctx.textBaseline = model.sideways ? "top" : "middle";
      ctx.fillText(scale.texts[i], model.sideways ? x1 : box.left - 6, model.sideways ? box.top + box.height + 6 : y1);
    });
  }

  function bars(ctx, colours, i, each, y) {
    const inner = each * (1 - model.gap);
    const start = (model.sideways ? box.top : box.left) + i * each + (each - inner) / 2;
    if (i === onPoint) {
      ctx.fillStyle = colours.ground;
      ctx.fillRect(...(model.sideways ? [box.left, start - (each - inner) / 2, box.width, each] : [start - (each - inner) / 2, box.top, each, box.height]));
    }
    const stacked = model.stacked !== "none";
    const thick = stacked ? inner : inner / model.series.length;
    const total = model.series.reduce((sum, one) => sum + Math.abs(one.values[i] ?? 0), 0);
    let up = 0, down = 0;
    model.series.forEach((one, s) => {
      let value = one.values[i];
      if (!Number.isFinite(value) || value === null) return;
      if (model.stacked === "percent") value = total ? value / total : 0;
      const from = stacked ? (value < 0 ? down : up) : 0;
      const to = from + value;
      if (stacked) { if (value < 0) down = to; else up = to; }
      const [a, b] = [y(Math.min(from, to)), y(Math.max(from, to))];
      const own = thick * (model.thin ?? 1);
      const offset = start + (stacked ? 0 : s * thick) + (thick - own) / 2;
      const rect = model.sideways ? [box.left + a * box.width, offset, Math.max((b - a) * box.width, 0.5), Math.max(own - 1, 0.6)] : [offset, box.top + (1 - b) * box.height, Math.max(own - (model.edges ? 1 : 1.5), 0.6), Math.max((b - a) * box.height, 0.5)];
      ctx.globalAlpha = one.fill;
      ctx.fillStyle = one.colours?.[i] ?? one.colour;
      ctx.beginPath();
      ctx.roundRect(...rect, Math.min(2, rect[2] / 2, rect[3] / 2));
      ctx.fill();
      ctx.globalAlpha = 1;
      valueWords(ctx, colours, one, i, rect, thick);
    });
  }

  function valueWords(ctx, colours, one, i, [left, top, width, height], thick) {
    if (model.values === "never" || model.edges) return;
    const words = one.write(one.values[i]);
    if (model.values !== "always" && (model.sideways ? thick < 13 : thick < emWidth(words) * 10.5 + 2)) return;
    ctx.fillStyle = colours.title;
    ctx.textAlign = model.sideways ? "left" : "center";
    ctx.textBaseline = model.sideways ? "middle" : "bottom";
    ctx.fillText(words, model.sideways ? left + width + 4 : left + width / 2, model.sideways ? top + height / 2 : top - 1);
  }

  function labels(ctx, colours, each) {
    const words = (model.edges ?? model.names).map(shorter);
    const longest = Math.max(...words.map(name => emWidth(name) * 11));
    ctx.fillStyle = colours.text;
    if (model.sideways) {
      const every = Math.max(1, Math.ceil(13 / each));
      ctx.textAlign = "right";
      ctx.textBaseline = "middle";
      words.forEach((name, i) => i % every === 0 && ctx.fillText(cut(ctx, name, box.left - 10), box.left - 6, box.top + (i + 0.5) * each));
      return;
    }
    if (model.turn) { turned(ctx, words, each); return; }
    const every = Math.max(1, Math.ceil(Math.max(Math.min(longest, 120) + 10, Math.abs(model.space ?? 0)) / each));
    ctx.textAlign = "center";
    ctx.textBaseline = "top";
    words.forEach((name, i) => i % every === 0 && ctx.fillText(cut(ctx, name, Math.max(each * every - 6, 40)), box.left + (i + (model.edges ? 0 : 0.5)) * each, box.top + box.height + 6));
  }

  const shorter = name => (model.most > 0 && name.length > model.most ? `${name.slice(0, model.most)}…` : name);

  // Turned names end (or, turned to the right, begin) under their bar.
  function turned(ctx, words, each) {
    const every = Math.max(1, Math.ceil(Math.max(14, Math.abs(model.space ?? 0)) / each));
    const room = (canvas.clientHeight - box.top - box.height - 10) / Math.max(Math.abs(Math.sin(slope(model.turn))), 0.2);
    ctx.textBaseline = "middle";
    ctx.textAlign = model.turn < 0 ? "right" : "left";
    words.forEach((name, i) => {
      if (i % every !== 0) return;
      ctx.save();
      ctx.translate(box.left + (i + 0.5) * each, box.top + box.height + 8);
      ctx.rotate(slope(model.turn));
      ctx.fillText(cut(ctx, name, room), 0, 0);
      ctx.restore();
    });
  }

  return {
    canvas,
    show(next) {
      model = next;
      paint();
    },
    paint,
    destroy() {
      resize.disconnect();
      stop();
      model = null;
    },
  };
}

const slope = degrees => (Math.min(Math.max(degrees, -90), 90) * Math.PI) / 180;
