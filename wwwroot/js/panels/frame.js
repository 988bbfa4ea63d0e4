// The parts of a panel around its drawing: title, marks, menu, the place of the drawing, words where there is none.
import { el, safeUrl, svg } from "./dom.js";

let counted = 0;
const icon = path => svg("svg", { viewBox: "0 0 16 16", class: "op-icon", "aria-hidden": "true" }, svg("path", { d: path }));
const info = "M8 7v4M8 4.8v.2M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0Z";
const alert = "M8 6v3.5M8 11.7v.1M8 2 1.8 13.2h12.4Z";
const link = "M6.5 9.5l3-3M5 8 3.6 9.4a2.1 2.1 0 0 0 3 3L8 11M8 5l1.4-1.4a2.1 2.1 0 0 1 3 3L11 8";

/** {body, spoken, menu, attach, setTitle, setNotices, setNote, setState, newBody}; nothing stands in the element before attach(). */
export function createFrame(element) {
  const id = `op-viz-${++counted}`;
  const title = el("h3", { class: "op-viz-title", id });
  const about = el("span", { class: "op-viz-marks" });
  const note = el("span", { class: "op-chart-note", role: "status" });
  const menu = el("details", { class: "op-pop op-viz-menu", data: { side: "end" } });
  const head = el("div", { class: "op-viz-head", data: { drag: "" } }, title, about, note, menu);
  const state = el("div", { class: "op-chart-state" });
  const spoken = el("div", { class: "op-visually-hidden", "aria-live": "polite" });
  const stage = el("div", { class: "op-viz-stage" });
  element.setAttribute("role", "region");
  element.setAttribute("aria-labelledby", id);

  const frame = {
    head, menu, spoken, body: null,
    moveTo(next) { element = next; },
    attach() { if (head.parentNode !== element) element.replaceChildren(head, stage, spoken); },
    /** A clean place for another drawing. */
    newBody() {
      frame.body = el("div", { class: "op-viz-body" });
      stage.replaceChildren(frame.body, state);
    },
    setTitle(words, description, links, timeNote) {
      title.textContent = words;
      title.title = words;
      title.hidden = words === "";
      element.toggleAttribute("data-untitled", words === "");
      if (words === "") element.setAttribute("aria-label", "Panel");
      const parts = timeNote ? [el("span", { class: "op-viz-time", title: "The panel's own time range" }, timeNote)] : [];
      if (description) parts.push(pop("op-viz-about", "What this panel shows", info, paragraphs(description)));
      const good = links.filter(one => safeUrl(one.url));
      if (good.length > 0) parts.push(pop("op-viz-links", "Links of this panel", link, el("div", { class: "op-menu" }, good.map(one => el("a", { href: one.url, target: one.targetBlank ? "_blank" : null, rel: one.targetBlank ? "noopener" : null }, one.title || one.url)))));
      replaceIfChanged(about, "[data-kind=about]", parts, "about");
    },
    setNotices(all) {
      const notices = grouped(all);
      const worst = ["bad", "warn", "info"].find(tone => notices.some(one => one.tone === tone));
      const list = el("ul", {}, notices.map(one => el("li", { data: { tone: one.tone } }, el("b", {}, one.refId ? `${one.refId}: ` : ""), one.text)));
      replaceIfChanged(about, "[data-kind=notice]", worst ? [pop("op-viz-notice", `${notices.length === 1 ? "A note" : `${notices.length} notes`}: ${notices[0].text}`, worst === "info" ? info : alert, list, worst)] : [], "notice");
    },
    /** What is wrong with what is shown. */
    setNote(words, why) {
      note.toggleAttribute("data-show", words !== "");
      if (note.textContent !== words) note.textContent = words;
      note.title = why;
    },
    /** Words instead of a drawing: kind is loading, empty, failed or notConfigured. Null takes them away. */
    setState(kind, headline = "", words = "") {
      if (kind !== "loading") frame.attach();
      element.dataset.state = kind ?? "ready";
      state.toggleAttribute("data-show", kind !== null);
      state.replaceChildren(el("div", {}, headline && el("strong", {}, headline), words && el("span", {}, words)));
      if (kind) state.setAttribute("role", "status");
      else state.removeAttribute("role");
    },
  };
  frame.newBody();
  return frame;
}

// Several queries that fail alike say it once.
function grouped(notices) {
  const byText = new Map();
  for (const one of notices) {
    const known = byText.get(one.text);
    if (known && one.refId) known.refId = known.refId ? `${known.refId}, ${one.refId}` : one.refId;
    else if (!known) byText.set(one.text, { ...one });
  }
  return [...byText.values()];
}

function pop(name, words, path, content, tone) {
  const summary = el("summary", { class: "op-viz-mark", title: words, "aria-label": words, data: tone ? { tone } : {} }, icon(path));
  return el("details", { class: `op-pop ${name}` }, summary, el("div", { class: "op-pop-body" }, content));
}

const paragraphs = words => el("div", { class: "op-viz-words" }, words.split(/\n{2,}/).map(part => el("p", {}, part)));

// An open popover is not taken away from under the reader when nothing in it changed.
function replaceIfChanged(host, selector, parts, kind) {
  const holder = host.querySelector(selector) ?? host.appendChild(el("span", { data: { kind } }));
  const key = parts.map(part => part.outerHTML.replace(" open=\"\"", "")).join("");
  if (holder.dataset.key === key) return;
  holder.dataset.key = key;
  holder.replaceChildren(...parts);
}
