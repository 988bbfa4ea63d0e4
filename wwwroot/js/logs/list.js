// The list: thousands of lines, of which only those in sight are elements. Rows may wrap, and are then as high as they are.
import { el } from "../panels/dom.js";
import { preciseDate, preciseTime } from "../zone.js";
import { Heights } from "./heights.js";
import { allFields, ansiParts, findAll, hasAnsi, stripAnsi, visible } from "./text.js";

const over = 12;
const pageOfKeys = 15;
const longestWrapped = 8000;

/** on: {open(row), close(), moved(row), end(), away(yes)} */
export class LogList {
  #box; #sheet; #heights = new Heights(26); #rows = []; #drawn = new Map(); #active = 0; #frame = 0; #clean = new AbortController();
  #shape = { wrap: false, columns: [], dated: false, find: "", at: null }; #on; #sizes; #width = 0; #stood = { top: 0, end: true };

  constructor(host, on) {
    this.#on = on;
    this.#sheet = el("div", { class: "op-log-sheet" });
    this.#box = el("div", { class: "op-loglist", role: "listbox", tabindex: "0", "aria-label": "Log lines", data: { testid: "log-list" } }, this.#sheet);
    host.append(this.#box);
    const { signal } = this.#clean;
    this.#box.addEventListener("scroll", () => this.#later(), { signal, passive: true });
    this.#box.addEventListener("keydown", event => this.#key(event), { signal });
    this.#box.addEventListener("click", event => this.#click(event), { signal });
    this.#box.addEventListener("copy", event => this.#copy(event), { signal });
    for (const name of ["op-zone", "op-theme"]) document.addEventListener(name, () => this.redraw(), { signal });
    this.#sizes = new ResizeObserver(() => this.#resized());
    this.#sizes.observe(this.#box);
  }

  get element() { return this.#box; }

  get rows() { return this.#rows; }

  get active() { return this.#rows[this.#active] ?? null; }

  /** Whether the newest end is in sight; for a tail that follows. */
  get atEnd() { return this.#box.scrollTop + this.#box.clientHeight >= this.#box.scrollHeight - 30; }

  get atTop() { return this.#box.scrollTop < 4; }

  /** Other rows. `keep`: the first so many are the same. `dropped`: so many went at the beginning. */
  show(rows, { keep = 0, dropped = 0 } = {}) {
    const top = this.#box.scrollTop;
    const chosen = this.active;
    const gone = dropped > 0 ? this.#heights.drop(dropped) : 0;
    this.#rows = rows;
    this.#heights.guess = this.#rowHeight;
    this.#heights.reset(rows.length, keep);
    // Rows that stay where they are stay elements.
    if (keep > 0 && dropped === 0) { for (const [index, element] of this.#drawn) if (index >= keep) { element.remove(); this.#drawn.delete(index); } } else this.#forget();
    if (keep === 0 && dropped === 0) {
      const same = chosen ? rows.findIndex(row => row.ns === chosen.ns && row.line === chosen.line) : -1;
      this.#active = Math.max(0, same);
      if (same < 0) this.#box.scrollTop = 0;
    } else {
      this.#active = Math.max(0, this.#active - dropped);
      if (gone > 0) this.#box.scrollTop = Math.max(0, top - gone);
    }
    this.#draw();
  }

  /** How rows look: wrap, columns, dated, find (a text to mark), at (the line of the address). */
  shape(changed) {
    const measured = ["wrap", "columns"].some(name => name in changed && JSON.stringify(changed[name]) !== JSON.stringify(this.#shape[name]));
    Object.assign(this.#shape, changed);
    this.#box.toggleAttribute("data-wrap", this.#shape.wrap);
    this.#heights.guess = this.#rowHeight;
    if (measured) this.#heights.reset(this.#rows.length, 0);
    this.redraw();
  }

  /** An element that was moved in the page has forgotten where it stood. */
  restore() {
    const { top, end } = this.#stood;
    if (end && top > 0) this.toEnd();
    else { this.#box.scrollTop = top; this.#draw(); }
  }

  redraw() {
    this.#forget();
    this.#draw();
  }

  toEnd() {
    this.#box.scrollTop = this.#heights.total;
    this.#draw();
    this.#box.scrollTop = this.#heights.total;
    this.#stood = { top: this.#box.scrollTop, end: true };
  }

  toTop() {
    this.#box.scrollTop = 0;
    this.#draw();
  }

  /** The row becomes the active one and is brought into sight. */
  go(index, open = false) {
    if (this.#rows.length === 0) return;
    this.#active = Math.max(0, Math.min(index, this.#rows.length - 1));
    for (let tries = 0; tries < 2; tries++) {
      const top = this.#heights.top(this.#active);
      const bottom = this.#heights.top(this.#active + 1);
      if (top < this.#box.scrollTop) this.#box.scrollTop = top;
      else if (bottom > this.#box.scrollTop + this.#box.clientHeight) this.#box.scrollTop = bottom - this.#box.clientHeight;
      this.#draw();
    }
    this.#mark();
    if (open) this.#on.open(this.active);
    else this.#on.moved(this.active);
  }

  destroy() {
    this.#clean.abort();
    this.#sizes.disconnect();
    cancelAnimationFrame(this.#frame);
    this.#box.remove();
  }

  get #rowHeight() { return innerWidth <= 700 ? 48 : 26; }

  #forget() {
    for (const element of this.#drawn.values()) element.remove();
    this.#drawn.clear();
  }

  #resized() {
    if (this.#box.clientWidth !== this.#width) {
      this.#width = this.#box.clientWidth;
      this.#heights.guess = this.#rowHeight;
      this.#heights.reset(this.#rows.length, 0);
      this.#forget();
    }
    this.#draw();
  }

  #later() {
    this.#frame ||= requestAnimationFrame(() => { this.#frame = 0; this.#draw(); });
  }

  #draw() {
    if (!this.#box.isConnected) return;
    const height = this.#box.clientHeight || 400;
    for (let tries = 0; tries < 4; tries++) {
      const top = this.#box.scrollTop;
      const first = this.#rows.length === 0 ? 0 : Math.max(0, this.#heights.at(top) - over);
      const last = this.#rows.length === 0 ? -1 : Math.min(this.#rows.length - 1, this.#heights.at(top + height) + over);
      for (const [index, element] of this.#drawn) if (index < first || index > last) { element.remove(); this.#drawn.delete(index); }
      for (let i = first; i <= last; i++) {
        if (this.#drawn.has(i)) continue;
        const element = this.#row(this.#rows[i], i);
        this.#drawn.set(i, element);
        this.#sheet.append(element);
      }
      // What is seen for the first time has a height of its own; what is above the eye must not push it.
      const seen = this.#rows.length === 0 ? 0 : this.#heights.at(top);
      const before = this.#heights.top(seen);
      let moved = false;
      if (this.#shape.wrap) for (const [index, element] of this.#drawn) moved = this.#heights.set(index, element.offsetHeight) || moved;
      const shift = this.#heights.top(seen) - before;
      this.#sheet.style.height = `${this.#heights.total}px`;
      for (const [index, element] of this.#drawn) element.style.transform = `translateY(${this.#heights.top(index)}px)`;
      if (Math.abs(shift) > 0.5) this.#box.scrollTop = top + shift;
      if (!moved) break;
    }
    this.#mark();
    this.#stood = { top: this.#box.scrollTop, end: this.atEnd };
    this.#on.away(!this.atTop);
    if (this.#rows.length > 0 && this.#box.scrollTop + height > this.#heights.total - 600) this.#on.end();
  }

  #mark() {
    for (const [index, element] of this.#drawn) element.setAttribute("aria-selected", index === this.#active ? "true" : "false");
    if (this.#rows.length > 0 && this.#drawn.has(this.#active)) this.#box.setAttribute("aria-activedescendant", `log-${this.#active}`);
    else this.#box.removeAttribute("aria-activedescendant");
  }

  #row(row, index) {
    const { wrap, columns, dated, find, at } = this.#shape;
    // Copied, not built: a scroll by a page makes dozens of rows for one frame.
    const element = (blank ??= makeBlank()).cloneNode(true);
    const [time, level, service, text] = element.children;
    time.dateTime = new Date(row.ms).toISOString();
    time.textContent = moment(row.ms, dated);
    level.textContent = row.level;
    service.textContent = visible(row.service);
    element.id = `log-${index}`;
    element.setAttribute("aria-posinset", index + 1);
    element.setAttribute("aria-setsize", this.#rows.length);
    element.dataset.level = row.level;
    element.dataset.index = index;
    if (columns.length > 0) {
      const fields = allFields(row);
      text.classList.add("op-logrow-columns");
      text.replaceChildren(...columns.map(name => el("bdi", { title: name }, ...marked(visible(fields.get(name) ?? "–"), find))));
    } else if (wrap || find || (!row.json && hasAnsi(row.line))) text.replaceWith(textOf(row, wrap, find));
    else {
      text.firstChild.textContent = visible(row.said.message);
      text.lastChild.textContent = visible(row.said.more);
    }
    if (row.count > 1) element.append(el("span", { class: "op-logrow-count", title: `${row.count} lines that say the same` }, `×${row.count}`));
    if (at !== null && at === row) element.setAttribute("data-linked", "");
    return element;
  }

  #click(event) {
    const element = event.target.closest("[data-index]");
    if (!element || String(getSelection()).length > 0) return;
    this.#active = Number(element.dataset.index);
    this.#mark();
    this.#on.open(this.active);
  }

  // What is selected over several rows is copied as a line of text for each, whole, and not as the pieces of their elements.
  #copy(event) {
    const selection = getSelection();
    if (selection.rangeCount === 0) return;
    const range = selection.getRangeAt(0);
    const over = [...this.#drawn].filter(([, element]) => range.intersectsNode(element) && !(range.endOffset === 0 && element.contains(range.endContainer))).map(([index]) => index);
    if (over.length < 2) return;
    const rows = this.#rows.slice(Math.min(...over), Math.max(...over) + 1);
    event.clipboardData.setData("text/plain", rows.map(row => [moment(row.ms, true), row.level, visible(row.service), visible(stripAnsi(row.line), false)].join(" ")).join("\n"));
    event.preventDefault();
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const to = {
      ArrowDown: this.#active + 1, j: this.#active + 1, ArrowUp: this.#active - 1, k: this.#active - 1, PageDown: this.#active + pageOfKeys, PageUp: this.#active - pageOfKeys, Home: 0, End: this.#rows.length - 1,
    }[event.key];
    if (to !== undefined) this.go(to);
    else if (event.key === "Enter" || event.key === " ") { if (this.active) this.#on.open(this.active); }
    else if (event.key === "Escape") this.#on.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

let blank = null;
const makeBlank = () => el("div", { class: "op-logrow", role: "option", data: { testid: "log-line" } },
  el("time"), el("span", { class: "op-logrow-level" }), el("span", { class: "op-logrow-service" }), el("span", { class: "op-logrow-text" }, el("bdi"), " ", el("bdi", { class: "op-logrow-more" })));

// Writing a moment in a zone is slow; lines of one minute share all but the seconds.
const minutes = new Map();
function moment(ms, dated) {
  const key = Math.floor(ms / 60000) * 2 + (dated ? 1 : 0);
  if (!minutes.has(key)) {
    if (minutes.size > 2000) minutes.clear();
    const whole = (dated ? preciseDate : preciseTime)(Math.floor(ms / 60000) * 60000);
    minutes.set(key, whole.slice(0, -6));
  }
  const rest = ms % 60000;
  return minutes.get(key) + String(Math.floor(rest / 1000)).padStart(2, "0") + "." + String(rest % 1000).padStart(3, "0");
}
document.addEventListener("op-zone", () => minutes.clear());

function textOf(row, wrap, find) {
  const text = el("span", { class: "op-logrow-text" });
  if (!row.json && hasAnsi(row.line)) {
    for (const part of ansiParts(wrap ? row.line.slice(0, longestWrapped) : row.line.slice(0, 600)))
      text.append(el("bdi", { data: { ansi: part.colour ?? "", bold: part.bold ? "1" : "" } }, ...marked(visible(part.text, !wrap), find)));
    return text;
  }
  if (wrap) {
    text.append(el("bdi", {}, ...marked(visible(stripAnsi(row.line.slice(0, longestWrapped)), false), find)));
    if (row.line.length > longestWrapped || row.cut) text.append(el("em", { class: "op-muted" }, ` … ${(row.cut || row.line.length).toLocaleString("en")} characters`));
  } else text.append(el("bdi", {}, ...marked(visible(row.said.message), find)), " ", el("bdi", { class: "op-logrow-more" }, ...marked(visible(row.said.more), find)));
  return text;
}

/** The text with what was looked for in marks. */
export function marked(text, find) {
  const found = findAll(text, find);
  if (found.length === 0) return [text];
  const parts = [];
  let at = 0;
  for (const [from, to] of found) {
    parts.push(text.slice(at, from), el("mark", {}, text.slice(from, to)));
    at = to;
  }
  parts.push(text.slice(at));
  return parts;
}

