// Node graph: circles with their figures, and arrows between them, in layers from what leads to what is led to.
import { fade, readable } from "../chart/colours.js";
import { text } from "../units.js";
import { displayOf } from "./data/display.js";
import { graphOf, layersOf } from "./data/graph.js";
import { linksOf } from "./data/links.js";
import { el, svg, svgText } from "./dom.js";
import { emWidth, redrawn } from "./parts/fit.js";
import { watchCategories } from "./parts/category-pointer.js";

const radius = 26, along = 170, across = 104, foot = 26;

export function create({ body, spoken }) {
  const host = el("div", { class: "op-node-graph", role: "group", "aria-roledescription": "chart", tabindex: "0" });
  const note = el("p", { class: "op-muted op-small" });
  body.append(host, note);
  let shown = [];
  const stop = watchCategories(host, {
    spoken,
    count: () => shown.length,
    at: event => Number(event.target.closest?.("[data-node]")?.dataset.node ?? -1),
    middle(i) {
      const box = host.querySelector(`[data-node="${i}"] circle`).getBoundingClientRect();
      return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
    },
    said: i => shown[i].said,
    point(i) {
      host.toggleAttribute("data-pointed", i >= 0);
      for (const part of host.querySelectorAll("[data-near]")) part.removeAttribute("data-near");
      if (i < 0) return;
      const node = host.querySelector(`[data-node="${i}"]`);
      for (const part of [node, ...host.querySelectorAll(`[data-ends~="${i}"]`), ...shown[i].beside.map(j => host.querySelector(`[data-node="${j}"]`))]) part?.setAttribute("data-near", "");
      node?.scrollIntoView({ block: "nearest", inline: "nearest" });
    },
  });

  function draw(_, answer, { colours, width, height, title }) {
    const graph = graphOf(answer.frames);
    if (graph.nodes.length === 0) return answer.frames.some(frame => frame.fields.some(field => field.values.length > 0)) ? "A node graph needs a result with the columns “source” and “target”, or “id”." : true;
    const { places, via, layers, widest } = layersOf(graph.nodes, graph.edges);
    // The layers go where there is more room for them.
    const sizes = [[layers * along, widest * across + foot], [widest * along, layers * along]];
    const [fit, fitUpright] = sizes.map(([w, h]) => Math.min((width - 8) / w, (height - 8) / h));
    const upright = fitUpright > fit;
    const [w, h] = sizes[upright ? 1 : 0];
    const pointOf = ([layer, place]) => (upright ? [w / 2 + place * along, (layer + 0.4) * along] : [(layer + 0.5) * along, (h - foot) / 2 + place * across]);
    const at = new Map([...places].map(([id, place]) => [id, pointOf(place)]));
    const index = new Map(graph.nodes.map((node, i) => [node.id, i]));
    const nodes = graph.nodes.map(node => nodeOf(node, answer, colours));
    const edges = graph.edges.map(edge => ({ ...edge, ...figuresOf(edge, answer.spec.options.edges, colours) }));
    shown = nodes.map((node, i) => ({ said: said(node, edges, nodes, index, answer), beside: edges.flatMap(edge => (edge.source === node.id ? [index.get(edge.target)] : edge.target === node.id ? [index.get(edge.source)] : [])).filter(j => j !== i) }));
    // Never so small that nobody can read it: what doesn't fit is scrolled.
    const scale = Math.min(Math.max(fit, fitUpright, 0.85), 1.6);
    host.replaceChildren(svg("svg", { width: w * scale, height: h * scale, viewBox: `0 0 ${w} ${h}`, "aria-hidden": "true" },
      edges.map(edge => arrow(edge, { from: at.get(edge.source), to: at.get(edge.target), bends: via(edge.source, edge.target).map(pointOf), ends: `${index.get(edge.source)} ${index.get(edge.target)}`, upright }, colours)), nodes.map((node, i) => circle(node, i, at.get(node.id), colours))));
    host.setAttribute("aria-label", `${title || "Node graph"}: ${nodes.length} nodes, ${edges.length} connections. Arrow keys go from node to node, Enter keeps what is said of one.`);
    note.hidden = graph.left + graph.leftEdges === 0;
    note.textContent = note.hidden ? "" : `Not drawn: ${graph.left} more nodes, ${graph.leftEdges} more connections of those that are.`;
    return null;
  }

  const drawing = redrawn(draw)({ body });
  return {
    ...drawing,
    destroy() {
      stop();
      drawing.destroy();
    },
  };
}

// A cell's words; a unit of the panel's options stands before the column's own.
function wordsOf({ field, row }, name, colours, unit) {
  const found = field(name);
  if (!found || found.values[row] === null || found.values[row] === undefined || found.values[row] === "") return "";
  return unit && found.type === "number" ? text(found.values[row], unit) : displayOf(found, colours)(found.values[row]).text;
}

const figuresOf = (one, units, colours) => ({ main: wordsOf(one, "mainstat", colours, units?.mainStatUnit), secondary: wordsOf(one, "secondarystat", colours, units?.secondaryStatUnit) });

function nodeOf(node, answer, colours) {
  const { options } = answer.spec;
  const given = node.field("color");
  const colour = given ? (given.type === "number" ? displayOf(given, colours)(given.values[node.row]).color : colours.named(String(given.values[node.row]))) : null;
  return { ...node, ...figuresOf(node, options.nodes, colours), title: wordsOf(node, "title", colours) || node.id, subtitle: wordsOf(node, "subtitle", colours), colour: colour ?? colours.series(0), arcs: arcsOf(node, options.nodes?.arcs, colours) };
}

// Shares of the circle, at most the whole of it.
function arcsOf({ field, row, frame }, settings, colours) {
  const named = settings?.length ? settings.map(one => [field(String(one.field).toLowerCase()), one.color])
    : (frame?.fields ?? []).filter(one => /^arc__/.test(one.name)).map(one => [one, one.config.color?.fixedColor]);
  return named.filter(([one]) => one && Number(one.values[row]) > 0).map(([one, colour], i) => ({ name: one.display, share: Math.min(Number(one.values[row]), 1), colour: colour ? colours.named(colour) : colours.series(i) }));
}

function said(node, edges, nodes, index, answer) {
  const own = [["", node.subtitle], [node.field("mainstat")?.display, node.main], [node.field("secondarystat")?.display, node.secondary]].filter(([, words]) => words).map(([name, words]) => ({ name: name ?? "", text: words }));
  const details = (node.frame?.fields ?? []).filter(field => /^detail__/.test(field.name)).map(field => ({ name: field.config.displayName ?? field.name.slice(8), text: String(field.values[node.row] ?? "") }));
  const lines = edges.flatMap(edge => (edge.source === node.id ? [["→", edge.target, edge]] : edge.target === node.id ? [["←", edge.source, edge]] : []))
    .map(([sign, other, edge]) => ({ name: `${sign} ${nodes[index.get(other)].title}`, text: [edge.main, edge.secondary].filter(Boolean).join(" · ") }));
  const all = (node.frame?.fields ?? []).flatMap(field => linksOf(field, { value: field.values[node.row], text: String(field.values[node.row] ?? ""), row: node.row, frame: node.frame, from: answer.from, to: answer.to }));
  // What the file says of all fields leads to the same place from each.
  const links = all.filter((link, i) => all.findIndex(one => one.url === link.url && one.title === link.title) === i);
  const rows = [...own, ...details, ...lines];
  return { head: node.title, rows: links.length > 0 ? [{ ...(rows[0] ?? { name: node.title, text: "" }), links }, ...rows.slice(1)] : rows };
}

function circle(node, i, [x, y], colours) {
  const parts = [svg("circle", { r: radius, fill: colours.surface, stroke: fade(node.colour, node.arcs.length > 0 ? 0.25 : 1), "stroke-width": 4 })];
  const round = 2 * Math.PI * radius;
  let begun = 0;
  for (const { share, colour } of node.arcs) {
    parts.push(svg("circle", { r: radius, fill: "none", stroke: colour, "stroke-width": 4, "stroke-dasharray": `${Math.min(share, 1 - begun) * round} ${round}`, "stroke-dashoffset": -begun * round, transform: "rotate(-90)" }));
    begun = Math.min(begun + share, 1);
  }
  const figures = [node.main, node.secondary].filter(Boolean);
  const ink = readable(colours.text, colours.surface);
  figures.forEach((words, line) => parts.push(svgText({ y: figures.length === 1 ? 4 : line * 13 - 2, "text-anchor": "middle", "font-size": Math.min(12, (radius * 1.7) / Math.max(emWidth(words), 1)), fill: ink }, words)));
  parts.push(svgText({ y: radius + 16, "text-anchor": "middle", "font-size": 12, "font-weight": 600, fill: ink }, shortened(node.title)));
  if (node.subtitle) parts.push(svgText({ y: radius + 30, "text-anchor": "middle", "font-size": 11, fill: colours.muted }, shortened(node.subtitle)));
  return svg("g", { "data-node": i, transform: `translate(${x} ${y})` }, parts);
}

const shortened = words => (words.length > 22 ? `${words.slice(0, 21)}…` : words);

function arrow(edge, { from, to, bends, ends, upright }, colours) {
  const thick = Math.min(Math.max(Number(edge.field("thickness")?.values[edge.row]) || 1.5, 0.5), 12);
  const given = edge.field("color")?.values[edge.row];
  const stroke = typeof given === "string" && given ? colours.named(given) : colours.muted;
  const line = { fill: "none", stroke, "stroke-width": thick, "stroke-dasharray": edge.field("strokedasharray")?.values[edge.row] || null };
  const [x, y] = from;
  if (edge.source === edge.target) return svg("path", { ...line, "data-ends": ends, d: `M${x - 8} ${y - radius}C${x - 40} ${y - radius * 2.6} ${x + 40} ${y - radius * 2.6} ${x + 8} ${y - radius}` });
  const points = pointsOf(from, to, bends, upright);
  const [tx, ty] = points.at(-1);
  const d = points.slice(1).map(([x2, y2], i) => {
    const [x1, y1] = points[i];
    return upright ? `C${x1} ${(y1 + y2) / 2} ${x2} ${(y1 + y2) / 2} ${x2} ${y2}` : `C${(x1 + x2) / 2} ${y1} ${(x1 + x2) / 2} ${y2} ${x2} ${y2}`;
  });
  const angle = upright ? (to[1] > from[1] ? Math.PI / 2 : -Math.PI / 2) : to[0] > from[0] ? 0 : Math.PI;
  const wing = turn => `${tx - (6 + thick) * Math.cos(angle + turn)} ${ty - (6 + thick) * Math.sin(angle + turn)}`;
  const said = [edge.main, edge.secondary].filter(Boolean).join(" · ");
  const [[ax, ay], [bx, by]] = points.slice(Math.floor(points.length / 2) - 1);
  return svg("g", { "data-ends": ends },
    svg("path", { ...line, d: `M${points[0].join(" ")}${d.join("")}` }),
    svg("path", { d: `M${tx} ${ty}L${wing(0.45)}L${wing(-0.45)}Z`, fill: stroke }),
    said && svgText({ x: (ax + bx) / 2, y: (ay + by) / 2 + (upright ? 4 : -4), "text-anchor": "middle", "font-size": 11, fill: readable(colours.text, colours.surface), stroke: colours.surface, "stroke-width": 3, "paint-order": "stroke" }, said));
}

// It leaves a node on the side where it goes and comes in on the other; below a node its words are left free. What leads back is a little beside what leads forth.
function pointsOf([x1, y1], [x2, y2], bends, upright) {
  const forth = upright ? y2 > y1 : x2 > x1;
  const beside = forth ? 0 : 10;
  if (!upright) return [[x1 + (forth ? radius : -radius), y1 + beside], ...bends, [x2 + (forth ? -radius - 4 : radius + 4), y2 + beside]];
  const below = radius + 38;
  return [[x1 + beside, y1 + (forth ? below : -radius)], ...bends, [x2 + beside, y2 + (forth ? -radius - 4 : below)]];
}
