// What a dashboard's own queries mark on its time axes: the page says where to ask (data-annotations), all its charts ask once.
import { createColours } from "./colours.js";
import { askOnce, grainOf } from "./marks.js";
import { palette } from "./palette.js";

/** Marks as marksOf gives them, for the chart that the host is in; none outside of a dashboard that has any. Never rejects. */
export async function annotationsOf(host, from, to) {
  const url = host.closest("[data-annotations]")?.dataset.annotations;
  if (!url) return [];
  const [start, end] = grainOf(from, to);
  const answers = await askOnce(`${url}${url.includes("?") ? "&" : "?"}from=${start}&to=${end}`);
  const colours = createColours(palette());
  const panel = Number(host.closest("[data-panel]")?.dataset.panel);
  return answers.filter(one => !one.panels || one.panels.includes(panel) !== one.isExcluded)
    .flatMap(one => one.items.map(item => ({ kind: "annotation", from: item.from, to: item.to, text: words(item), colour: colours.named(one.color) })));
}

const words = ({ title, text, tags }) => [title, text, tags.join(", ")].filter(Boolean).join(" · ").slice(0, 300);
