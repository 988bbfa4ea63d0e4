// Markdown and HTML of files and data, made harmless. What makes it is loaded when the first is there.
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

/** HTML that may be put into the page, of "markdown" or "html". */
export async function harmless(text, mode = "markdown") {
  const { marked, purify } = await maker();
  return purify.sanitize(mode === "html" ? text : marked.parse(text, { gfm: true, breaks: false, async: false }), rules);
}
