// The parts of a chart around its canvas.

const make = (tag, className, parent) => {
  const element = document.createElement(tag);
  element.className = className;
  parent?.append(element);
  return element;
};

let counted = 0;

/** Builds the parts into the element; onTool(name) is told of clicks. */
export function createFrame(element, onTool) {
  const id = "op-chart-" + ++counted;
  const head = make("div", "op-chart-head");
  const title = make("h3", "op-chart-title", head);
  title.id = id;
  const note = make("span", "op-chart-note", head);
  note.setAttribute("role", "status");
  const tools = make("div", "op-chart-tools", head);
  const buttons = {};
  for (const [name, words] of [["source", "Source"], ["table", "Table"], ["csv", "CSV"], ["png", "PNG"]]) {
    const button = make("button", "", tools);
    button.type = "button";
    button.textContent = words;
    if (name === "source" || name === "table") button.setAttribute("aria-expanded", "false");
    button.addEventListener("click", () => onTool(name));
    buttons[name] = button;
  }
  const plot = make("div", "op-chart-plot");
  plot.tabIndex = 0;
  plot.setAttribute("role", "group");
  plot.setAttribute("aria-roledescription", "chart");
  const state = make("div", "op-chart-state", plot);
  const spoken = make("div", "op-visually-hidden");
  spoken.setAttribute("aria-live", "polite");
  const legend = make("div", "op-chart-legend");
  const below = make("div", "op-chart-below");
  element.replaceChildren(head, plot, spoken, legend, below);

  return {
    title, note, plot, legend, below, spoken,
    moveTo(next) { element = next; },
    setTitle(words, about) {
      title.textContent = words;
      title.title = about || words;
      for (const [name, button] of Object.entries(buttons)) button.setAttribute("aria-label", `${button.textContent} of ${words || "the chart"}`);
    },
    setTools(usable) {
      for (const name of ["table", "csv", "png"]) buttons[name].hidden = !usable;
    },
    setExpanded(name, open) {
      buttons[name].setAttribute("aria-expanded", String(open));
    },
    /** Words instead of a plot: kind is loading, empty, failed or notConfigured. Null takes them away. */
    setState(kind, headline = "", words = "") {
      element.dataset.state = kind ?? "ready";
      state.toggleAttribute("data-show", kind !== null);
      const parts = document.createElement("div");
      if (headline) parts.append(Object.assign(document.createElement("strong"), { textContent: headline }));
      if (words) parts.append(Object.assign(document.createElement("span"), { textContent: words }));
      state.replaceChildren(parts);
      if (kind) state.setAttribute("role", "status");
      else state.removeAttribute("role");
    },
    /** A mark beside the title: what is wrong with what is shown. */
    setNote(words, why = "") {
      note.toggleAttribute("data-show", words !== "");
      if (note.textContent !== words) note.textContent = words;
      note.title = why;
    },
  };
}

/** Where the points come from, for who wants to check them. */
export function sourceList(rows) {
  const list = make("dl", "op-kv op-small");
  for (const [name, words, code] of rows) {
    list.append(Object.assign(document.createElement("dt"), { textContent: name }));
    const value = document.createElement("dd");
    value.append(code ? Object.assign(document.createElement("code"), { textContent: words }) : words);
    list.append(value);
  }
  return list;
}
