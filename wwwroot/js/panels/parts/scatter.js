// Points and lines between two axes of numbers, on a canvas.
import { rangeY } from "../../chart/range-y.js";
import { fade } from "../../chart/colours.js";
import { axisTexts } from "../../units.js";
import { niceStep } from "../data/buckets.js";
import { marksBetween } from "../data/xy-series.js";
import { el } from "../dom.js";
import { watchCategories } from "./category-pointer.js";
import { emWidth } from "./fit.js";
import { surface } from "./surface.js";

const near = 14;
// Bytes are round in powers of two.
const inBinary = /^(bytes|bits|[kmgtp]bytes|binBps|binbps|[KMGTP]iB)$/;

/** A canvas that draws {x, ys: one or two axes, series, axisOf(series)}, as xychart.js makes them. Its points are pointed at and stepped through from left to right. */
export function createScatter(host, spoken) {
  const canvas = el("canvas");
  host.append(canvas);
  let model = null;
  let box = null;
  let places = [];
  let onPoint = -1;
  const resize = new ResizeObserver(() => paint());
  resize.observe(host);
  const stop = watchCategories(host, {
    spoken,
    count: () => places.length,
    at(event) {
      const bounds = canvas.getBoundingClientRect();
      return nearest(event.clientX - bounds.left, event.clientY - bounds.top);
    },
    middle(i) {
      const bounds = canvas.getBoundingClientRect();
      return { x: bounds.left + places[i].x, y: bounds.top + places[i].y };
    },
    said: i => ({ head: places[i].one.name, rows: places[i].one.said(places[i].row) }),
    point(i) {
      onPoint = i;
      paint();
    },
  });

  function nearest(x, y) {
    let best = -1, least = Infinity;
    places.forEach((place, i) => {
      const away = Math.hypot(place.x - x, place.y - y) - place.r;
      if (away < least) [best, least] = [i, away];
    });
    return least <= near ? best : -1;
  }

  function paint() {
    const fitted = model && surface(canvas, host);
    if (!fitted) return;
    const { ctx, width, height, colours } = fitted;
    const ys = model.ys.map(axis => scaleOf(axis, Math.max(height / 45, 2)));
    const x = scaleOf(model.x, Math.max(width / 90, 2));
    const room = ys.map((axis, i) => (model.ys[i].hidden ? 4 : Math.max(...axis.texts.map(words => emWidth(words) * 11), 16) + 10 + (model.ys[i].label ? 16 : 0)));
    const low = model.x.hidden ? 6 : model.x.label ? 36 : 22;
    box = { left: room[0], top: 8, width: width - room[0] - (room[1] ?? 12), height: height - 8 - low };
    if (box.width < 10 || box.height < 10) return;
    axes(ctx, colours, x, ys);
    ctx.save();
    ctx.beginPath();
    ctx.rect(box.left - 1, box.top - 1, box.width + 2, box.height + 2);
    ctx.clip();
    places = [];
    for (const one of model.series) draw(ctx, one, x, ys[model.axisOf(one)]);
    places.sort((a, b) => a.x - b.x || a.y - b.y);
    ring(ctx, colours);
    ctx.restore();
  }

  const acrossAt = (x, value) => box.left + x.share(value) * box.width;
  const downAt = (y, value) => box.top + (1 - y.share(value)) * box.height;

  function draw(ctx, one, x, y) {
    const count = Math.min(one.xs.length, one.values.length);
    let begun = false;
    ctx.beginPath();
    for (let i = 0; i < count; i++) {
      const [a, b] = [one.xs[i], one.values[i]];
      if (!Number.isFinite(a) || !Number.isFinite(b) || a === null || b === null) { begun = false; continue; }
      const place = { x: acrossAt(x, a), y: downAt(y, b), r: Math.max((one.sizes?.[i] ?? one.size) / 2, 1), one, row: i };
      if (place.x >= box.left - 1 && place.x <= box.left + box.width + 1 && place.y >= box.top - 1 && place.y <= box.top + box.height + 1) places.push(place);
      if (begun) ctx.lineTo(place.x, place.y);
      else ctx.moveTo(place.x, place.y);
      begun = true;
    }
    if (one.line) {
      Object.assign(ctx, { strokeStyle: one.colour, lineWidth: one.width });
      ctx.setLineDash(one.dash);
      ctx.stroke();
      ctx.setLineDash([]);
    }
    if (one.points) for (const place of places) if (place.one === one) dot(ctx, place, one);
  }

  function dot(ctx, { x, y, r, row }, one) {
    const colour = one.colours?.[row] ?? one.colour;
    ctx.fillStyle = fade(colour, one.fill);
    Object.assign(ctx, { strokeStyle: colour, lineWidth: 1 });
    ctx.beginPath();
    if (one.square) ctx.rect(x - r, y - r, r * 2, r * 2);
    else ctx.arc(x, y, r, 0, Math.PI * 2);
    ctx.fill();
    ctx.stroke();
  }

  function ring(ctx, colours) {
    const place = places[onPoint];
    if (!place) return;
    Object.assign(ctx, { strokeStyle: colours.title, lineWidth: 2 });
    ctx.beginPath();
    ctx.arc(place.x, place.y, place.r + 3, 0, Math.PI * 2);
    ctx.stroke();
  }

  function axes(ctx, colours, x, ys) {
    Object.assign(ctx, { strokeStyle: colours.line, fillStyle: colours.text, lineWidth: 1, textAlign: "center", textBaseline: "top" });
    const bottom = box.top + box.height;
    x.marks.forEach((mark, i) => {
      const at = acrossAt(x, mark);
      line(ctx, at, box.top, at, bottom);
      if (!model.x.hidden) ctx.fillText(x.texts[i], Math.min(at, canvas.clientWidth - emWidth(x.texts[i]) * 5.5 - 2), bottom + 6);
    });
    if (model.x.label && !model.x.hidden) ctx.fillText(model.x.label, box.left + box.width / 2, bottom + 21);
    ctx.textBaseline = "middle";
    ys.forEach((y, side) => {
      ctx.textAlign = side ? "left" : "right";
      y.marks.forEach((mark, i) => {
        const at = downAt(y, mark);
        if (!side) line(ctx, box.left, at, box.left + box.width, at);
        if (!model.ys[side].hidden) ctx.fillText(y.texts[i], side ? box.left + box.width + 6 : box.left - 6, at);
      });
      if (model.ys[side].label && !model.ys[side].hidden) upright(ctx, model.ys[side].label, side ? canvas.clientWidth - 8 : 8);
    });
  }

  function upright(ctx, words, x) {
    ctx.save();
    ctx.translate(x, box.top + box.height / 2);
    ctx.rotate(-Math.PI / 2);
    ctx.textAlign = "center";
    ctx.fillText(words, 0, 0);
    ctx.restore();
  }

  return {
    canvas,
    show(next) {
      model = next;
      onPoint = -1;
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

function line(ctx, x1, y1, x2, y2) {
  ctx.beginPath();
  ctx.moveTo(Math.round(x1) + 0.5, Math.round(y1) + 0.5);
  ctx.lineTo(Math.round(x2) + 0.5, Math.round(y2) + 0.5);
  ctx.stroke();
}

// Ends, marks and where a value is between them (0 to 1).
function scaleOf(axis, count) {
  const plain = object => Object.fromEntries(Object.entries(object).map(([key, value]) => [key, value ?? undefined]));
  const [min, max] = rangeY(axis.low, axis.high, { fixed: plain(axis.fixed), soft: plain(axis.soft), log: axis.log > 1 });
  const step = inBinary.test(axis.unit ?? "") ? size => 2 ** Math.ceil(Math.log2(size)) : niceStep;
  const marks = marksBetween(min, max, count, { log: axis.log, step });
  const place = axis.log > 1 ? value => Math.log(Math.max(value, Number.MIN_VALUE)) : value => value;
  return { marks, texts: axisTexts(marks, axis.unit), share: value => (place(value) - place(min)) / (place(max) - place(min) || 1) };
}
