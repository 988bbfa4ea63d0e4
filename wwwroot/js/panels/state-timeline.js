// State timeline (states that last) and status history (a cell each instant): rows of colours over time.
import { textOn } from "../chart/colours.js";
import { createLegend } from "../chart/legend.js";
import { palette } from "../chart/palette.js";
import { TimeBox } from "../chart/time-box.js";
import { fullTime } from "../zone.js";
import { text } from "../units.js";
import { smallestGap } from "./data/buckets.js";
import { displayOf } from "./data/display.js";
import { rangeOf } from "./data/fields.js";
import { linksOf } from "./data/links.js";
import { el } from "./dom.js";
import { cells, spans } from "./parts/spans.js";
import { cut, emWidth } from "./parts/fit.js";
import { hidesZeros } from "./parts/legend-model.js";
import { pages } from "./parts/pages.js";

export function create({ body, spoken }) {
  const host = el("div", { class: "op-canvas" });
  const legendHost = el("div", { class: "op-chart-legend" });
  const foot = el("div", { class: "op-viz-pages" });
  body.append(host, foot, legendHost);
  let page = 0;
  const box = new TimeBox({ host, spoken });
  const legend = createLegend(legendHost, { onPick: () => {} });

  return {
    update(answer, context) {
      const { colours, title, range, width } = context;
      const { options, type } = answer.spec;
      const all = rowsOf(answer, colours, type);
      if (all.length === 0) return true;
      const size = Number(options.perPage) > 0 ? Number(options.perPage) : Infinity;
      page = Math.min(page, Math.max(Math.ceil(all.length / size) - 1, 0));
      const rows = Number.isFinite(size) ? all.slice(page * size, (page + 1) * size) : all;
      foot.replaceChildren(...pages(all.length, size, page, to => {
        page = to;
        this.update(answer, context);
        foot.querySelector("button:not([disabled])")?.focus();
      }));
      const left = Math.min(Math.max(...rows.map(row => emWidth(row.name) * 11.5 + 14), 40), width * 0.3);
      box.show({
        span: { start: answer.from / 1000, end: answer.to / 1000 }, left, times: rows[0].times, range,
        label: `${title}: ${rows.slice(0, 8).map(row => `${row.name} ${row.spans.at(-1)?.shown.text ?? "unknown"}`).join("; ")}`,
        paint: (ctx, area) => paint(ctx, area, rows, options, type, colours),
        tip: (at, y) => tipOf(rows, at, y, options.tooltip ?? {}),
      });
      const words = legendOf(rows);
      const shown = options.legend?.showLegend !== false && options.legend?.displayMode !== "hidden" && words.length > 1 && words.length < 20;
      legend.draw({ as: shown ? "list" : "none", calcs: [] }, words, words.map(() => true));
      legend.fill([]);
      return null;
    },
    redraw: () => box.paint(),
    picture: () => box.picture,
    destroy: () => box.destroy(),
  };
}

function rowsOf(answer, colours, type) {
  const end = answer.to / 1000;
  const all = answer.frames.flatMap(frame => {
    const time = frame.fields.find(field => field.type === "time");
    return time ? frame.fields.filter(field => field !== time && !field.config.custom?.hideFrom?.viz).map(field => ({ field, frame, times: time.values })) : [];
  });
  const range = rangeOf(all.filter(({ field }) => field.type === "number"));
  return all.map(({ field, frame, times }, index) => {
    const show = displayOf(field, colours, { index, range });
    const seconds = times.map(ms => ms / 1000);
    const made = type === "status-history" ? cells(seconds, field.values, smallestGap(seconds)) : spans(seconds, field.values, { end, merge: answer.spec.options.mergeValues !== false, same: value => show(value).text, within: field.config.custom?.spanNulls, gap: smallestGap(seconds) });
    // Words that no mapping colours have a colour each.
    const palette = new Map();
    const colourOf = value => {
      const { color } = show(value);
      if (color && !(typeof value === "string" && /^palette/.test(field.config.color?.mode ?? "palette"))) return color;
      if (!palette.has(value)) palette.set(value, colours.series(typeof value === "number" ? index : palette.size));
      return palette.get(value);
    };
    const linksAt = span => linksOf(field, { value: span.value, text: show(span.value).text, row: seconds.indexOf(span.from), frame, from: answer.from, to: answer.to });
    return { name: field.display, times: seconds, linksAt, spans: made.map(one => ({ ...one, shown: show(one.value), colour: colourOf(one.value) })) };
  });
}

function paint(ctx, area, rows, options, type, colours) {
  const theme = palette();
  const high = area.height / rows.length;
  const bar = high * Math.min(options.rowHeight ?? 0.9, 1);
  const showValue = options.showValue ?? (type === "status-history" ? "never" : "auto");
  ctx.textBaseline = "middle";
  rows.forEach((row, i) => {
    const top = area.top + i * high + (high - bar) / 2;
    ctx.fillStyle = theme.title;
    ctx.textAlign = "right";
    ctx.fillText(cut(ctx, row.name, area.left - 12), area.left - 6, top + bar / 2);
    for (const span of row.spans) {
      const [from, to] = [Math.max(area.x(span.from), area.left), Math.min(area.x(span.to), area.left + area.width)];
      const gap = type === "status-history" ? (to - from) * (1 - (options.colWidth ?? 0.9)) : Math.min(1, (to - from) / 4);
      const width = to - from - gap;
      if (to <= from) continue;
      ctx.fillStyle = span.colour;
      ctx.beginPath();
      ctx.roundRect(from + (type === "status-history" ? gap / 2 : 0), top, Math.max(width, 0.8), bar, Math.min(2, width / 3));
      ctx.fill();
      if (showValue === "never" || bar < 11) continue;
      const words = span.shown.text;
      if (width < emWidth(words) * 11.5 + 8 && showValue !== "always") continue;
      ctx.fillStyle = textOn(span.colour);
      const align = options.alignValue ?? "left";
      ctx.textAlign = align === "left" ? "left" : align === "right" ? "right" : "center";
      ctx.save();
      ctx.beginPath();
      ctx.rect(from, top, width, bar);
      ctx.clip();
      ctx.fillText(words, align === "left" ? from + 5 : align === "right" ? to - 6 : (from + to) / 2, top + bar / 2 + 0.5);
      ctx.restore();
    }
  });
}

function tipOf(rows, at, y, tooltip) {
  const chosen = y === null || tooltip.mode === "multi" ? -1 : Math.min(Math.floor(y * rows.length), rows.length - 1);
  const found = rows.flatMap((row, i) => {
    const span = row.spans.find(one => at >= one.from && at < one.to);
    return span && (chosen < 0 ? !(span.value === 0 && hidesZeros(tooltip)) : i === chosen) ? [{ name: row.name, text: span.shown.text, colour: span.colour, near: true, span, links: row.linksAt(span) }] : [];
  });
  if (found.length === 0) return null;
  const { from, to } = found[0].span;
  return { head: found.length === 1 ? `${fullTime(from * 1000)} – ${fullTime(to * 1000).slice(11)} · ${text(to - from, "dtdurations")}` : fullTime(at * 1000), rows: found };
}

function legendOf(rows) {
  const seen = new Map();
  for (const row of rows) for (const { shown, colour } of row.spans) if (!seen.has(shown.text)) seen.set(shown.text, { name: shown.text, colour, style: {} });
  return [...seen.values()];
}
