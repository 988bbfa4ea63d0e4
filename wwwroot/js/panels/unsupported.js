// A type that this portal doesn't draw: it says which, and shows the data as a table.
import { el } from "./dom.js";
import { create as createTable } from "./table.js";

export function create({ body, spoken }) {
  const words = el("p", { class: "op-viz-unknown op-muted" });
  const place = el("div", { class: "op-viz-stage" });
  const inner = el("div", { class: "op-viz-body" });
  place.append(inner);
  body.append(words, place);
  const table = createTable({ body: inner, spoken });
  return {
    update(answer, context) {
      const { sourceType, type } = answer.spec;
      words.textContent = `Panels of the type “${sourceType ?? type}” are not drawn here.${answer.frames.length > 0 ? " These are its data." : ""}`;
      if (answer.frames.length > 0) table.update(answer, context);
      return null;
    },
    resize: () => table.resize(),
    destroy: () => table.destroy(),
  };
}
