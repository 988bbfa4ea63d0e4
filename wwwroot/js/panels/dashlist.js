// Links to dashboards: the viewer's starred ones, those looked at lately, those that a search finds.
import { stars } from "../dashboards/stars.js";
import { visits } from "../dashboards/visits.js";
import { addressWith, el } from "./dom.js";
import { dashboardsOf, listsOf } from "./data/lists.js";

export function create({ element, body }) {
  const box = el("div", { class: "op-viz-items", tabindex: "0", role: "region", "aria-label": "Dashboards" });
  body.append(box);
  return {
    update(answer) {
      const { options } = answer.spec;
      const lists = listsOf(dashboardsOf(answer.frames), options, stars(), visits());
      if (lists.length === 0) return "This list shows neither starred dashboards, nor recent ones, nor a search.";
      const more = { ...(options.keepTime ? ends() : {}), ...(options.includeVars ? variables(element.dataset.vars) : {}) };
      box.replaceChildren(...lists.flatMap(({ name, items }) => [
        options.showHeadings === false ? null : el("h3", {}, name),
        items.length === 0 ? el("p", { class: "op-muted op-small" }, "None.") : el("ul", {}, items.map(one => item(one, more))),
      ].filter(Boolean)));
      return null;
    },
  };
}

const ends = () => Object.fromEntries([...new URLSearchParams(location.search)].filter(([name]) => name === "from" || name === "to"));

// Several values of one variable stay several.
function variables(text) {
  const all = {};
  for (const [name, value] of new URLSearchParams(text ?? "")) if (name.startsWith("var-")) (all[name] ??= []).push(value);
  return all;
}

function item({ title, folder, tags, uid }, more) {
  return el("li", {}, el("div", {},
    el("div", {}, el("a", { href: addressWith(`/d/${encodeURIComponent(uid)}`, more) }, title), folder && el("span", { class: "op-muted op-small" }, folder)),
    tags && el("div", { class: "op-muted op-small" }, tags)));
}
