// Text: Markdown or HTML, made harmless; or code as it stands.
import { el } from "./dom.js";
import { harmless } from "./parts/markdown.js";

export function create({ body }) {
  const box = el("div", { class: "op-viz-text", tabindex: "0" });
  body.append(box);
  let shown = null;
  return {
    async update(answer) {
      const { mode = "markdown", content = "", code } = answer.spec.options;
      const key = mode + content;
      if (key === shown) return null;
      if (content.trim() === "") return "This text is empty.";
      if (mode === "code") box.replaceChildren(el("pre", {}, el("code", { data: { language: code?.language ?? "" } }, content)));
      else box.innerHTML = await harmless(content, mode);
      shown = key;
      return null;
    },
    destroy() {},
  };
}
