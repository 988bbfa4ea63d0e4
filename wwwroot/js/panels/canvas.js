// Canvas: words, values and shapes where their author put them, and arrows between them.
import { displayOf } from "./data/display.js";
import { rangeOf } from "./data/fields.js";
import { reduce } from "./data/reducers.js";
import { el, safeUrl, svg } from "./dom.js";
import { arrowsOf, placed } from "./parts/canvas-model.js";
import { redrawn } from "./parts/fit.js";

export const create = redrawn(draw);

const clips = { triangle: "polygon(50% 0, 0 100%, 100% 100%)", parallelogram: "polygon(25% 0, 100% 0, 75% 100%, 0 100%)" };
const across = { left: "flex-start", center: "center", right: "flex-end" };
const down = { top: "flex-start", middle: "center", bottom: "flex-end" };
const plain = new Set(["text", "metric-value", "rectangle", "ellipse", "triangle", "parallelogram", "cloud", "button", "frame", "icon", "server"]);

function draw(body, answer, { colours, width, height, title }) {
  const { root = {} } = answer.spec.options;
  const whole = { width: width - 8, height: height - 8 };
  const values = valuesOf(answer.frames, colours);
  const all = placed(root.elements, whole);
  if (all.length === 0) return "Nothing is placed on this canvas.";
  const [right, bottom] = [Math.max(...all.map(({ box }) => box.left + box.width)), Math.max(...all.map(({ box }) => box.top + box.height))];
  body.replaceChildren(el("div", { class: "op-viz-free", role: "group", "aria-label": title || "Canvas", tabindex: right > width || bottom > height ? 0 : null, style: { background: paint(root.background?.color, values, colours) } },
    all.map(one => shape(one, values, colours)), arrows(arrowsOf(all, whole), { width: Math.max(right, whole.width), height: Math.max(bottom, whole.height) }, values, colours)));
  return null;
}

// A field's last value, with its words and colour, by its name; a column of texts too.
function valuesOf(frames, colours) {
  const fields = frames.flatMap(frame => frame.fields.filter(field => field.type !== "time"));
  const range = rangeOf(fields.filter(field => field.type === "number").map(field => ({ field })));
  const known = new Map();
  fields.forEach((field, index) => {
    const value = reduce(field.values, "lastNotNull");
    const one = { value, ...displayOf(field, colours, { index, range })(value) };
    for (const name of [field.name, field.display]) if (!known.has(name)) known.set(name, one);
  });
  return known;
}

function paint(colour, values, colours, otherwise = "transparent") {
  const found = colour?.field ? values.get(colour.field)?.color : null;
  return found ?? colours.named(colour?.fixed || otherwise);
}

function wordsOf({ text = {} }, values) {
  const byField = text.mode === "field" || (text.mode === undefined && text.field);
  return byField ? values.get(text.field)?.text ?? text.fixed ?? "" : text.fixed ?? "";
}

function shape({ element, box: { left, top, width, height } }, values, colours) {
  const { type = "text", config = {}, background = {}, border = {}, placement = {}, links = [] } = element;
  const ink = config.color ? paint(config.color, values, colours, "text") : colours.text;
  const wide = border.width ?? config.width ?? 0;
  const link = links.map(one => ({ ...one, url: safeUrl(one.url) })).find(one => one.url);
  const style = {
    left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px`, color: ink, "font-size": `${config.size || 16}px`,
    background: paint(background.color ?? config.backgroundColor, values, colours), border: wide > 0 ? `${wide}px solid ${paint(border.color ?? config.borderColor, values, colours)}` : null,
    "border-radius": type === "ellipse" || type === "icon" ? "50%" : type === "cloud" ? "50% 50% 40% 40%" : `${border.radius ?? (type === "button" ? 4 : 0)}px`,
    "clip-path": clips[type] ?? null, transform: placement.rotation ? `rotate(${placement.rotation}deg)` : null,
    "justify-content": across[config.align] ?? "center", "align-items": down[config.valign] ?? "center", "text-align": config.align ?? "center",
  };
  const content = type === "server" ? server(config, values, colours) : type === "icon" ? null : plain.has(type) ? wordsOf(config, values) : element.name;
  // Pictures come from other places: a plain spot in their colour stands for one.
  if (type === "icon") style.background = paint(config.fill, values, colours, "text");
  return el(link ? "a" : "div", { class: "op-viz-shape", data: { kind: type }, title: type === "icon" ? element.name : null, href: link?.url, target: link?.targetBlank ? "_blank" : null, rel: link?.targetBlank ? "noopener" : null, style: Object.fromEntries(Object.entries(style).filter(([, value]) => value !== null)) }, content);
}

function server({ statusColor, bulbColor, type }, values, colours) {
  const [status, bulb] = [paint(statusColor, values, colours, "gray"), paint(bulbColor, values, colours, "green")];
  const layers = type === "Stack" ? 3 : 1;
  return svg("svg", { viewBox: "0 0 40 40", width: "100%", height: "100%", role: "img", "aria-label": type ?? "server" },
    Array.from({ length: layers }, (_, i) => svg("rect", { x: 4, y: 4 + (i * 32) / layers, width: 32, height: 32 / layers - 2, rx: type === "Database" ? 10 : 3, fill: "none", stroke: status, "stroke-width": 2 })), svg("circle", { cx: 30, cy: 30, r: 2.4, fill: bulb }));
}

function arrows(all, { width, height }, values, colours) {
  if (all.length === 0) return null;
  return svg("svg", { class: "op-viz-arrows", width, height, "aria-hidden": "true" }, all.flatMap(({ points, connection }) => {
    const { color, size = {}, direction = {}, lineStyle } = connection;
    const stroke = paint(color, values, colours, "text");
    const thick = Math.min(Math.max(size.fixed ?? 2, 0.5), 20);
    const dash = { dashed: "8 6", dotted: "2 4" }[lineStyle?.style ?? lineStyle] ?? null;
    const to = direction.mode === "field" ? (values.get(direction.field)?.value < 0 ? "reverse" : "forward") : direction.fixed ?? "forward";
    const heads = [...(to === "forward" || to === "both" ? [head(points.at(-2), points.at(-1), thick)] : []), ...(to === "reverse" || to === "both" ? [head(points[1], points[0], thick)] : [])];
    return [svg("polyline", { points: points.join(" "), fill: "none", stroke, "stroke-width": thick, "stroke-dasharray": dash }), ...heads.map(d => svg("path", { d, fill: stroke }))];
  }));
}

function head([x1, y1], [x2, y2], thick) {
  const angle = Math.atan2(y2 - y1, x2 - x1);
  const long = 5 + thick * 2;
  const wing = turn => `${x2 - long * Math.cos(angle + turn)} ${y2 - long * Math.sin(angle + turn)}`;
  return `M${x2} ${y2}L${wing(0.45)}L${wing(-0.45)}Z`;
}
