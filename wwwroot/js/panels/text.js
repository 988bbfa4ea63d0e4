// Text: Markdown or HTML, made harmless; or code as it stands. What makes it is loaded with the first of these panels.
import { el } from "./dom.js";

let making = null;
const maker = () => (making ??= Promise.all([import("marked"), import("dompurify")]).then(([{ marked }, { default: purify }]) => {
  purify.addHook("afterSanitizeAttributes", node => {
    if (node.tagName === "A" && node.target === "_blank") node.rel = "noopener noreferrer";
    // Nothing is fetched from elsewhere: a picture of another host would tell it who looks.
    if (node.tagName === "IMG" && !/^(\/(?!\/)|data:image\/)/.test(node.getAttribute("src") ?? "")) node.replaceWith(node.alt ? `[${node.alt}]` : "");
  });
  return { marked, purify };
}));

const rules = { USE_PROFILES: { html: true, svg: true }, FORBID_TAGS: ["style", "form", "input", "button", "textarea", "select", "iframe", "object", "embed", "meta", "link", "base", "use", "foreignObject"], ADD_ATTR: ["target"], ALLOW_UNKNOWN_PROTOCOLS: false };

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
      else {
        const { marked, purify } = await maker();
        box.innerHTML = purify.sanitize(mode === "html" ? content : marked.parse(content, { gfm: true, breaks: false, async: false }), rules);
      }
      shown = key;
      return null;
    },
    destroy() {},
  };
}
