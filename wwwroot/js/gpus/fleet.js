// All GPUs as a heat grid: a cell a GPU, coloured by one figure. Cells are links, so a click, Enter and a new tab work;
// one of them is in the tab order, arrow keys go through the others.
import { element, setText, setData } from "./dom.js";
import { COLOURS, GROUPS, levelOf, ordered, RANKS } from "./fleet-figures.js";

const WORDS = ["", "info: ", "warning: ", "trouble: "];

export class Fleet {
  #cells = new Map(); #groups = new Map(); #order = ""; #sortedAt = 0; #current = null; #summary; #legend; #body; #address;

  /** @param address gives the address of one GPU's page, by its host and position. */
  constructor(address) {
    this.#address = address;
    this.#summary = element("p", { class: "gpu-fleet-summary", role: "status", "data-testid": "fleet-summary" });
    this.#legend = element("p", { class: "gpu-fleet-legend" });
    this.#body = element("div", { class: "gpu-fleet-groups" });
    this.#body.addEventListener("keydown", event => this.#onKey(event));
    this.#body.addEventListener("focusin", event => { if (event.target.matches(".gpu-cell")) this.#select(event.target); });
    this.root = element("section", { class: "gpu-fleet", "aria-label": "All GPUs", "data-testid": "gpu-fleet" }, this.#summary, this.#legend, this.#body);
  }

  /** @param connected without a connection nobody knows which hosts are offline */
  draw(hosts, view, connected = true) {
    const colour = COLOURS[view.colour] ?? COLOURS.utilization;
    const group = GROUPS[view.group] ?? GROUPS.host;
    const rank = RANKS[view.sort] ?? null, rows = [];
    for (const host of hosts.values()) {
      for (let i = 0; host.last && i < host.count; i++) rows.push({ key: `${host.name}|${i}`, host, i, level: levelOf(host, i), rank: rank?.(host, i) ?? 0, group: group(host, i) });
    }
    const seen = new Set(rows.map(row => row.key));
    for (const [key, cell] of this.#cells) if (!seen.has(key)) { cell.remove(); this.#cells.delete(key); }
    for (const row of rows) this.#drawCell(row, colour, connected);
    // A thousand fit on one screen.
    setData(this.root, "many", rows.length > 256);
    this.#place(rows, view);
    this.#drawWords(rows, hosts, colour, connected);
  }

  #drawCell({ key, host, i, level }, colour, connected) {
    let cell = this.#cells.get(key);
    if (!cell) {
      cell = element("a", { class: "gpu-cell", tabindex: "-1", href: this.#address(host.name, i), "data-testid": "gpu-cell" });
      this.#cells.set(key, cell);
    }
    const offline = connected && host.state === "offline", value = offline ? null : colour.read(host, i);
    const share = value === null ? null : Math.min(1, Math.max(0, colour.share(value, host, i) ?? 0));
    const heat = share === null ? "" : String(Math.round(share * 20) * 5);
    if (cell.dataset.heat !== heat) {
      cell.dataset.heat = heat;
      cell.style.setProperty("--heat", heat === "" ? "0%" : `${heat}%`);
    }
    setData(cell, "level", offline ? "off" : level);
    setText(cell, level >= 3 || offline ? "!" : level === 2 ? "·" : "");
    const note = host.notes?.[i]?.[0], index = host.info?.gpus[i]?.index ?? i;
    const words = `${host.name} GPU ${index}: ${value === null ? "nothing known" : colour.write(value)}${note ? `, ${WORDS[level]}${note.text}` : ""}${offline ? ", host is offline" : ""}`;
    if (cell.title !== words) { cell.title = words; cell.setAttribute("aria-label", words); }
  }

  // Cells change places at most every 5 s, and never under a reader's hands.
  #place(rows, view) {
    const now = performance.now(), busy = this.#body.contains(document.activeElement) || this.#body.matches(":hover");
    const kind = `${view.group}/${view.sort}/${rows.length}`;
    if (this.#order.startsWith(`${kind}#`) && (busy || now - this.#sortedAt < 5000)) return;
    this.#sortedAt = now;
    const groups = ordered(rows);
    const order = `${kind}#${[...groups].map(([name, list]) => `${name}:${list.map(row => row.key)}`).join(";")}`;
    if (order === this.#order) return;
    this.#order = order;
    const reading = this.#body.contains(document.activeElement) ? document.activeElement : null;
    for (const [name, made] of this.#groups) if (!groups.has(name)) { made.section.remove(); this.#groups.delete(name); }
    for (const [name, list] of groups) {
      let made = this.#groups.get(name);
      if (!made) {
        const heading = element("h3", {}, name), cells = element("div", { class: "gpu-cells", role: "group", "aria-label": name });
        made = { section: element("section", { class: "gpu-fleet-group" }, heading, cells), cells, heading };
        this.#groups.set(name, made);
      }
      setText(made.heading, `${name} · ${list.length}`);
      made.cells.replaceChildren(...list.map(row => this.#cells.get(row.key)));
      this.#body.append(made.section);
    }
    // A GPU that came or went moves the others, and who reads one of them stays there.
    if (reading?.isConnected && reading !== document.activeElement) reading.focus({ preventScroll: true });
    if (!this.#current?.isConnected) this.#select(this.#body.querySelector(".gpu-cell"));
  }

  #select(cell) {
    if (!cell || cell === this.#current) return;
    if (this.#current) this.#current.tabIndex = -1;
    cell.tabIndex = 0;
    this.#current = cell;
  }

  #onKey(event) {
    const all = [...this.#body.querySelectorAll(".gpu-cell")], at = all.indexOf(document.activeElement);
    if (at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const below = direction => {
      const here = all[at].getBoundingClientRect();
      const rows = all.filter(cell => (cell.getBoundingClientRect().top - here.top) * direction > 2);
      const near = Math.min(...rows.map(cell => Math.abs(cell.getBoundingClientRect().top - here.top)));
      return rows.filter(cell => Math.abs(Math.abs(cell.getBoundingClientRect().top - here.top) - near) < 2)
        .sort((a, b) => Math.abs(a.getBoundingClientRect().left - here.left) - Math.abs(b.getBoundingClientRect().left - here.left))[0];
    };
    const next = { ArrowRight: () => all[at + 1], ArrowLeft: () => all[at - 1], Home: () => all[0], End: () => all.at(-1), ArrowDown: () => below(1), ArrowUp: () => below(-1) }[event.key]?.();
    if (!next) return;
    event.preventDefault();
    next.focus();
  }

  #drawWords(rows, hosts, colour, connected) {
    const count = least => rows.filter(row => row.level >= least).length, bad = count(3), warn = count(2) - bad;
    const offline = connected ? [...hosts.values()].filter(host => host.state === "offline").length : 0;
    setText(this.#summary, `${connected ? "" : "Not connected; as last known: "}${rows.length} GPUs on ${hosts.size === 1 ? "1 host" : `${hosts.size} hosts`}: ${bad} in trouble, ${warn} with a warning${offline ? `, ${offline === 1 ? "1 host" : `${offline} hosts`} offline` : ""}.`);
    setText(this.#legend, `Colour: ${colour.words}. “!” marks trouble, “·” a warning. Arrow keys go from GPU to GPU, Enter opens it.`);
  }
}
