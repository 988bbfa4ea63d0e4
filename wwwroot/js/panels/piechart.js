// Pie and donut: parts of a whole, with a legend that says how much.
import { readable, textOn } from "../chart/colours.js";
import { createLegend } from "../chart/legend.js";
import { pinTip } from "../chart/pinned-tip.js";
import { pointerTip } from "../chart/tooltip.js";
import { text } from "../units.js";
import { el, svg, svgText } from "./dom.js";
import { shownValues } from "./parts/values.js";
import { distinct } from "./parts/time-model.js";

export function create({ body }) {
  const box = el("div", { class: "op-pie" });
  const host = el("div", { class: "op-chart-legend" });
  const hidden = new Set();
  let last = null;
  let slices = [];
  const legend = createLegend(host, { onPick: pick });
  body.append(box, host);

  function pick(i, add) {
    const all = slices.map(slice => slice.name);
    const alone = all.every(name => hidden.has(name) === (name !== all[i]));
    if (add) { if (!hidden.delete(all[i])) hidden.add(all[i]); }
    else { hidden.clear(); if (!alone) all.forEach((name, j) => j !== i && hidden.add(name)); }
    if (hidden.size >= all.length) hidden.clear();
    draw();
    legend.focus(i);
  }

  function draw() {
    const [answer, { colours, width, height }] = last;
    const { options } = answer.spec;
    const items = shownValues(answer, colours).filter(item => Number.isFinite(item.value) && item.value > 0).slice(0, 100);
    if (items.length === 0) { pointerTip.hide(); return "Nothing here is more than zero."; }
    const names = distinct(items.map(item => item.title));
    slices = items.map((item, i) => ({ ...item, name: names[i], colour: item.color, write: () => item.shown.text }));
    if (options.sort !== "none") slices.sort((a, b) => (options.sort === "asc" ? a.value - b.value : b.value - a.value));
    const shown = slices.map(slice => !hidden.has(slice.name));
    const total = slices.reduce((sum, slice, i) => sum + (shown[i] ? slice.value : 0), 0);
    const settings = options.legend ?? {};
    const place = settings.showLegend === false || settings.displayMode === "hidden" ? "none" : settings.placement ?? (width > height * 1.3 ? "right" : "bottom");
    // Beside the pie a table's figures leave no room for names.
    body.dataset.legend = place === "right" && width < (settings.displayMode === "table" ? 340 : 280) ? "bottom" : place;
    const wanted = settings.values ?? [];
    legend.draw({
      as: place === "none" ? "none" : settings.displayMode === "table" ? "table" : "list",
      calcs: [["value", "Value", value => value.shown.text], ["percent", "Percent", value => text(value.value / total, "percentunit", 0)]].filter(([id]) => wanted.includes(id))
        .map(([id, name, write]) => ({ name, value: (_, slice) => (hidden.has(slice.name) && id === "percent" ? null : slice.value), text: (value, slice) => (value === null ? "–" : write(slice)) })),
    }, slices, shown);
    legend.fill([]);
    paint(options, shown, total, colours);
    return null;
  }

  function paint(options, shown, total, colours) {
    const labels = options.displayLabels ?? [];
    const hole = options.pieType === "donut" ? 0.6 : 0;
    const parts = [];
    let angle = 0;
    slices.forEach((slice, i) => {
      if (!shown[i]) return;
      const share = slice.value / total;
      const path = svg("path", { d: sector(angle, angle + share * 2 * Math.PI, 100, hole * 100), fill: slice.colour });
      const row = { name: slice.name, text: `${slice.shown.text} · ${text(share, "percentunit", 1)}`, colour: slice.colour };
      path.onpointermove = event => pointerTip.show("", [{ ...row, near: true }], event.clientX, event.clientY);
      path.onpointerleave = () => pointerTip.hide();
      path.onclick = event => keep(path, { ...row, links: slice.links }, event.clientX, event.clientY, false);
      if (slice.links.length > 0) reachable(path, { ...row, links: slice.links });
      parts.push(path);
      if (labels.length > 0 && share > 0.045) {
        const middle = angle + share * Math.PI;
        const words = labels.map(label => ({ name: slice.name, value: slice.shown.text, percent: text(share, "percentunit", 0) })[label]).filter(Boolean).join(" · ");
        const at = hole ? 80 : 64;
        parts.push(svgText({ x: Math.sin(middle) * at, y: -Math.cos(middle) * at, "text-anchor": "middle", "dominant-baseline": "middle", "font-size": 9, "font-weight": 600, fill: textOn(slice.colour), "pointer-events": "none" }, words));
      }
      angle += share * 2 * Math.PI;
    });
    box.replaceChildren(svg("svg", { viewBox: "-102 -102 204 204", width: "100%", height: "100%", role: slices.some((slice, i) => shown[i] && slice.links.length > 0) ? "group" : "img", "aria-label": slices.filter((_, i) => shown[i]).map(slice => `${slice.name} ${slice.shown.text}, ${text(slice.value / total, "percentunit", 0)}`).join("; "), color: readable(colours.text, colours.surface) }, parts));
  }

  function keep(path, row, x, y, focus) {
    pointerTip.hide();
    pinTip({ head: row.name, rows: [row], x, y, back: path, focus });
  }

  // Parts that lead somewhere can be gone through by Tab.
  function reachable(path, row) {
    for (const [name, value] of Object.entries({ tabindex: 0, role: "button", "aria-haspopup": "dialog", "aria-label": `${row.name}: ${row.text}` })) path.setAttribute(name, value);
    path.onkeydown = event => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      const { left, top, width, height } = path.getBoundingClientRect();
      keep(path, row, left + width / 2, top + height / 2, true);
    };
  }

  return {
    update(answer, context) {
      last = [answer, context];
      return draw();
    },
    resize(width, height) {
      if (!last) return;
      last[1] = { ...last[1], width, height };
      draw();
    },
    destroy() {
      pointerTip.hide();
      last = null;
    },
  };
}

function sector(from, to, outer, inner) {
  const whole = to - from > 2 * Math.PI - 1e-4;
  const end = whole ? from + 2 * Math.PI - 1e-3 : to;
  const at = (radius, angle) => `${(Math.sin(angle) * radius).toFixed(3)} ${(-Math.cos(angle) * radius).toFixed(3)}`;
  const large = end - from > Math.PI ? 1 : 0;
  const rim = `M${at(outer, from)}A${outer} ${outer} 0 ${large} 1 ${at(outer, end)}`;
  return inner > 0 ? `${rim}L${at(inner, end)}A${inner} ${inner} 0 ${large} 0 ${at(inner, from)}Z` : `${rim}L0 0Z`;
}
