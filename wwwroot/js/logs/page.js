// The logs page. The address says what is asked; this asks, draws, and writes the address.
import { el } from "../panels/dom.js";
import { navigate } from "../range.js";
import { watchCrosshair } from "../chart/crosshair.js";
import { openContext } from "./context.js";
import { createControls } from "./controls.js";
import { details } from "./details.js";
import { createFigures } from "./figures.js";
import { footOf } from "./foot.js";
import { downloadLink, lineLink } from "./links.js";
import { LogList } from "./list.js";
import { createLive } from "./live.js";
import { languageOf } from "./language.js";
import { mostRows, Reader } from "./reader.js";
import { dedupe, keyOf } from "./rows.js";
import { createSayings } from "./sayings.js";
import { statsBox } from "./stats-box.js";
import { findAll, stripAnsi } from "./text.js";
import { createToolbar } from "./toolbar.js";
import { readView, writeView } from "./view-state.js";
import { createVolume } from "./volume.js";

export function mount(element) {
  const page = new Page(element);
  return { update: () => page.update(), moveTo: next => page.moveTo(next), setActive() {}, destroy: () => page.destroy() };
}

class Page {
  #element; #root = el("div", { class: "op-logs-root" }); #reader = new Reader(); #view = readView(); #clean = new AbortController();
  #toolbar; #sayings; #volume; #volumeHost; #figures = null; #figuresHost; #lines; #list; #controls; #state; #foot; #side; #live; #status;
  #rows = []; #shown = []; #next = null; #asked = ""; #at = 0; #more = false; #open = null; #timer = 0; #away = false; #found = []; #context = null; #stopWatching; #language; #bringing = false;

  constructor(element) {
    this.#element = element;
    element.replaceChildren(this.#root);
    this.#language = languageOf(element.dataset);
    const ask = this.#ask;
    this.#reader.store = this.#language.parameter;
    this.#reader.fix(ask.from, ask.to);
    this.#toolbar = createToolbar(this.#root, {
      language: this.#language, stores: (element.dataset.stores ?? "").split(",").filter(Boolean).map(one => one.split(":")),
      services: JSON.parse(element.dataset.services ?? "[]"), value: ask.query, limit: ask.limit, oldest: ask.oldest, live: ask.live, span: () => this.#reader.span,
      on: {
        run: (text, whole) => {
          this.#bringing = whole;
          // A link may say the same in other words: then the address stays, and nothing would come back from it.
          if (text === this.#ask.query && this.#ask.correlate === null) this.#start(); else this.#go({ query: text, correlate: null });
        },
        stop: () => this.#stopped(), typed: text => this.#sayings.size(text), live: () => { this.#bringing = true; this.#go({ tail: this.#ask.live ? null : "1", correlate: null }); },
        limit: n => this.#go({ limit: n === 500 ? null : String(n) }), order: oldest => this.#go({ order: oldest ? "oldest" : null }),
      },
    });
    this.#sayings = createSayings(this.#toolbar, this.#language, () => this.#reader.span, this.#clean.signal);
    this.#volumeHost = el("section", { class: "op-panel op-log-volume-panel", data: { testid: "volume" } });
    const inner = el("div", { class: "op-panel-body" });
    this.#volumeHost.append(inner);
    this.#figuresHost = el("div", { hidden: true });
    this.#controls = createControls(this.#view, "rawAllowed" in element.dataset, {
      view: changed => this.#look(changed), find: text => this.#find(text), step: by => this.#step(by), pause: yes => this.#live?.pause(yes), download: format => downloadLink(this.#rows, format, this.#seen),
    });
    this.#status = el("span", { class: "op-muted op-small", role: "status", data: { testid: "logs-status" } });
    this.#state = el("div", { class: "op-log-state" });
    this.#foot = el("div", { class: "op-panel-foot op-row" });
    const listHost = el("div", {});
    this.#side = el("div", { class: "op-log-side", onkeydown: event => event.key === "Escape" && this.#leave() });
    this.#lines = el("section", { class: "op-panel", data: { testid: "lines" } }, el("div", { class: "op-panel-head" }, el("h2", {}, "Lines"), this.#status), this.#controls.element, this.#state, listHost, this.#foot);
    this.#root.append(this.#volumeHost, this.#figuresHost, el("div", { class: "op-logs" }, this.#lines, this.#side));
    this.#volume = createVolume(inner);
    this.#list = new LogList(listHost, {
      open: row => this.#show(row), close: () => this.#close(), moved: row => this.#open && this.#show(row), away: yes => (this.#away = yes), end: () => {},
    });
    this.#applyView();
    const { signal } = this.#clean;
    document.addEventListener("op-refresh", () => this.#start(), { signal });
    document.addEventListener("op-paused", event => this.#live?.pause(event.detail), { signal });
    addEventListener("popstate", () => { this.#view = readView(); this.#applyView(); }, { signal });
    // The pinned instant of the charts is where the reader looks: the line nearest to it becomes the active one.
    let pinnedAt = null;
    this.#stopWatching = watchCrosshair((hover, at) => { if (at !== pinnedAt) { pinnedAt = at; this.#toInstant(at); } });
    this.#start();
    this.#sayings.kept();
  }

  get #ask() {
    const data = this.#element.dataset;
    return { query: data.query ?? "", limit: Number(data.limit) || 500, oldest: data.order === "oldest", live: data.tail !== undefined && this.#language?.hasTail !== false, correlate: data.correlate || null, from: data.from ?? "now-1h", to: data.to ?? "now", refresh: Number(data.refresh) || 0 };
  }

  update() {
    // Another store speaks another language: all of the page is made anew.
    if ((this.#element.dataset.store || "loki") !== this.#language.id) { location.reload(); return; }
    this.#view = readView();
    this.#applyView();
    if (this.#asked !== this.#key()) this.#start();
  }

  moveTo(next) {
    this.#element = next;
    this.#list.restore();
  }

  destroy() {
    this.#clean.abort();
    this.#stopWatching();
    clearTimeout(this.#timer);
    this.#reader.stop();
    this.#live?.close();
    this.#context?.close();
    this.#toolbar.destroy();
    this.#volume.destroy();
    this.#figures?.destroy();
    this.#list.destroy();
    this.#root.remove();
  }

  #key() { return JSON.stringify([this.#ask, this.#view.raw]); }

  /** Another question: into the address, from where it comes back as attributes. */
  #go(changed) {
    const url = new URL(location.href);
    const set = (name, value) => (value === null || value === "" ? url.searchParams.delete(name) : url.searchParams.set(name, value));
    if (changed.query !== undefined) {
      for (const name of ["service", "level", "contains", "line"]) url.searchParams.delete(name);
      set("store", this.#language.parameter);
    }
    for (const [name, value] of Object.entries(changed)) set(name, value);
    // The same question written otherwise ("+" for "%20") is the same question.
    if (url.searchParams.toString() === new URL(location.href).searchParams.toString()) this.#start();
    else navigate(url);
  }

  // ---- asking ----

  async #start(refreshing = false) {
    clearTimeout(this.#timer);
    const ask = this.#ask;
    this.#asked = this.#key();
    this.#live?.close();
    this.#live = null;
    const signal = this.#reader.begin();
    this.#reader.fix(ask.from, ask.to);
    this.#toolbar.set(ask.query);
    this.#toolbar.update({ limit: ask.limit, oldest: ask.oldest, live: ask.live });
    this.#toolbar.fault("");
    if (!refreshing) { this.#close(); [this.#next, this.#more] = [null, false]; }
    this.#controls.tail(ask.live, false, 0);
    const lines = ask.correlate !== null || this.#language.givesLines(ask.query);
    this.#lines.hidden = !lines;
    this.#figuresHost.hidden = lines;
    this.#volume.hide(true);
    this.#volumeHost.hidden = !lines || ask.live || ask.correlate !== null;
    if (!refreshing) this.#say("loading", "Loading…");
    this.#toolbar.busy(true);
    try {
      if (ask.correlate !== null) await this.#correlated(ask, signal);
      else if (!lines) await this.#askFigures(ask, signal);
      else if (ask.live) this.#follow(ask);
      else await this.#askLines(ask, signal, refreshing);
    } catch (error) {
      if (error.name !== "AbortError") throw error;
      return;
    } finally {
      if (this.#reader.signal === signal) this.#toolbar.busy(false);
    }
    // On a phone the question fills the screen: its answer comes into sight, behind the scrolling that a new address brings.
    if (this.#bringing && innerWidth <= 700) setTimeout(() => (this.#volumeHost.hidden ? this.#lines : this.#volumeHost).scrollIntoView(), 50);
    this.#bringing = false;
    if (ask.refresh > 0 && !ask.oldest && !ask.live) this.#again(ask.refresh);
  }

  #again(seconds) {
    this.#timer = setTimeout(() => {
      // What a viewer looks at must not move away under their eyes.
      const held = this.#open || this.#away || this.#more || document.hidden || document.documentElement.dataset.paused !== undefined;
      this.#status.textContent = held ? "Not refreshed while you read" : "";
      if (held) this.#again(seconds); else this.#start(true);
    }, seconds * 1000);
  }

  async #askLines(ask, signal, refreshing) {
    this.#sayings.size(ask.query);
    const { start, end } = this.#reader.span;
    const volume = this.#volume.ask({ query: ask.query, start, end, from: ask.from, to: ask.to, raw: this.#view.raw, store: this.#language.parameter, bars: innerWidth <= 700 ? 40 : 80 }, signal).then(({ total, numbers }) => { this.#volumeHost.hidden = total === 0 || total === null; this.#toolbar.numbers(numbers); }).catch(() => {});
    const page = await this.#reader.page({ query: ask.query, limit: ask.limit, oldest: ask.oldest, raw: this.#view.raw }, signal);
    if (page.error) { this.#failed(page.error, refreshing); this.#sayings.fault(ask.query, signal); return; }
    this.#at = page.answer.at ?? Date.now();
    this.#next = page.next;
    this.#take(page.rows);
    this.#note(page.answer);
    if (this.#view.line) this.#toLine(ask, signal);
    this.#toInstant(Number(new URL(location.href).searchParams.get("at")) || null);
    await volume;
  }

  async #correlated(ask, signal) {
    const page = await this.#reader.correlated(ask.correlate, signal);
    if (page.error) { this.#failed(page.error); return; }
    this.#at = page.answer.at ?? Date.now();
    this.#take(page.rows);
    this.#note(page.answer);
    const services = new Set(page.rows.map(row => row.service));
    this.#status.textContent = `Everything that carries ${ask.correlate}: ${services.size} ${services.size === 1 ? "service" : "services"}, oldest first`;
  }

  async #askFigures(ask, signal) {
    this.#figures ??= createFigures(this.#figuresHost);
    const answer = await this.#reader.figures(ask.query, 240, this.#view.raw, signal);
    if (answer.error) {
      this.#lines.hidden = false;
      this.#figuresHost.hidden = true;
      this.#failed(answer.error);
      this.#sayings.fault(ask.query, signal);
      return;
    }
    await this.#figures.show(answer, ask.from, ask.to);
  }

  #follow(ask) {
    this.#take([]);
    this.#live = createLive({
      query: ask.query, raw: this.#view.raw, list: this.#list, filter: () => this.#view.find,
      shape: rows => { this.#rows = rows; return dedupe(rows, this.#view.dedupe); },
      on: {
        state: words => { this.#status.textContent = words; },
        foot: parts => this.#foot.replaceChildren(...parts),
        paused: (yes, held) => this.#controls.tail(true, yes, held),
        trouble: words => (words ? this.#say("failed", words) : this.#say(null)),
        shown: rows => { this.#shown = rows; },
      },
    });
    this.#sayings.size(ask.query);
  }

  #stopped() {
    this.#reader.stop();
    this.#toolbar.busy(false);
    // What was read before answers another question, maybe: it is not shown as if it were this one's.
    if (!this.#state.querySelector("[data-state=loading]")) return;
    this.#rows = [];
    this.#shown = [];
    this.#list.show([]);
    this.#say("empty", "Stopped before there was an answer.");
  }

  // ---- showing ----

  #take(rows) {
    this.#rows = rows;
    this.#reshape();
    this.#say(rows.length === 0 && !this.#ask.live ? "empty" : null, "No line matched. Take a condition away, or look at a longer range.");
  }

  #reshape() {
    this.#shown = dedupe(this.#rows, this.#view.dedupe);
    this.#list.show(this.#shown);
    this.#find(this.#view.find, false);
  }

  #note(answer) {
    const { oldest, correlate } = this.#ask;
    this.#foot.replaceChildren(...footOf(this.#rows, answer, { oldest, correlate, at: this.#at, more: this.#next === null ? null : button => this.#loadMore(button) }));
  }

  async #loadMore(button) {
    button.disabled = true;
    const ask = this.#ask;
    try {
      const page = await this.#reader.page({ query: ask.query, limit: ask.limit, oldest: ask.oldest, raw: this.#view.raw, from: this.#next }, this.#reader.signal);
      if (page.error) { button.disabled = false; this.#foot.append(el("span", { class: "op-bad", role: "alert" }, page.error.reason)); return; }
      this.#more = true;
      this.#next = page.next;
      const before = this.#shown.length;
      this.#rows = [...this.#rows, ...page.rows].slice(0, mostRows);
      this.#shown = dedupe(this.#rows, this.#view.dedupe);
      this.#list.show(this.#shown, { keep: Math.max(0, before - 1) });
      this.#find(this.#view.find, false);
      this.#note({ ...page.answer, ms: page.answer.ms });
      this.#list.element.focus();
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  }

  #say(state, words = "") {
    const loading = state === "loading";
    this.#list.element.hidden = state !== null && !(state === "failed" && this.#rows.length > 0);
    this.#foot.hidden = this.#list.element.hidden;
    this.#state.hidden = state === null;
    this.#state.replaceChildren(state === null ? "" : el("div", { class: state === "failed" && this.#rows.length > 0 ? "op-notice" : "op-state", role: "status", data: { state, tone: "warn", testid: state === "notConfigured" ? "not-configured" : state } }, loading ? el("div", { class: "op-skeleton", style: { width: "160px" } }) : "", el("p", {}, words)));
  }

  // The last good lines stay, and it is said that they are old.
  #failed({ kind, reason }, refreshing = false) {
    if (!refreshing) { this.#rows = []; this.#shown = []; this.#list.show([]); }
    const old = this.#rows.length > 0 ? " Shown is what was last read." : "";
    this.#say(kind === "notConfigured" ? "notConfigured" : "failed", (kind === "rejected" ? "The question was refused: " : "") + reason + old);
  }

  // ---- how it is looked at ----

  #look(changed) {
    this.#view = { ...this.#view, ...changed };
    writeView(this.#view);
    this.#applyView();
    if ("raw" in changed) this.#start();
    else if ("dedupe" in changed) { if (this.#live) this.#live.reshape(); else this.#reshape(); }
  }

  #applyView() {
    const { wrap, columns, find } = this.#view;
    this.#list?.shape({ wrap, columns, find, dated: (this.#reader.span?.length ?? 0) > 20 * 36e5 });
    this.#controls.columns(columns);
  }

  #find(text, move = true) {
    if (this.#view.find !== text) { this.#view = { ...this.#view, find: text }; writeView(this.#view); this.#list.shape({ find: text }); }
    if (this.#live) { this.#live.reshape(); this.#controls.matches(text ? "only lines that have it" : ""); return; }
    const low = text.toLowerCase();
    this.#found = text ? this.#shown.flatMap((row, i) => (row.line.toLowerCase().includes(low) || findAll(stripAnsi(row.said.message), text).length > 0 ? [i] : [])) : [];
    this.#controls.matches(text ? `${this.#found.length.toLocaleString("en")} ${this.#found.length === 1 ? "line has" : "lines have"} it` : "");
    if (text && move && this.#found.length > 0) this.#list.go(this.#found.find(i => i >= this.#shown.indexOf(this.#list.active)) ?? this.#found[0]);
  }

  #step(by) {
    if (this.#found.length === 0) return;
    const now = this.#shown.indexOf(this.#list.active);
    const next = by > 0 ? this.#found.find(i => i > now) ?? this.#found[0] : this.#found.findLast(i => i < now) ?? this.#found.at(-1);
    this.#list.go(next);
    this.#controls.matches(`${this.#found.indexOf(next) + 1} of ${this.#found.length.toLocaleString("en")}`);
  }

  #toInstant(at) {
    if (at === null || this.#shown.length === 0 || this.#view.line) return;
    let best = 0;
    for (let i = 1; i < this.#shown.length; i++) if (Math.abs(this.#shown[i].ms - at) < Math.abs(this.#shown[best].ms - at)) best = i;
    this.#list.go(best);
  }

  // A link to a line: it is opened; when the page doesn't reach it, the lines around it are.
  async #toLine(ask, signal) {
    const wanted = this.#view.line;
    const has = () => this.#shown.findIndex(row => keyOf(row) === wanted);
    let index = has();
    if (index < 0) {
      const ns = wanted.slice(0, 19);
      const page = await this.#reader.page({ query: ask.query, limit: ask.limit, oldest: ask.oldest, raw: this.#view.raw, from: ask.oldest ? ns : (BigInt(ns) + 1n).toString() }, signal);
      if (page.error) return;
      this.#next = page.next;
      this.#take(page.rows);
      this.#note(page.answer);
      index = has();
    }
    if (index < 0) { this.#status.textContent = "The line of this link isn't there any more, or the query doesn't give it."; return; }
    this.#list.shape({ at: this.#shown[index] });
    this.#list.go(index, true);
  }

  // ---- one line ----

  #show(row) {
    this.#open = row;
    this.#root.querySelector(".op-logs").dataset.open = "";
    const data = this.#element.dataset;
    this.#side.replaceChildren(details(row, { trace: data.trace, correlating: (data.correlating ?? "").split(",").filter(Boolean) }, {
      close: () => this.#leave(),
      narrow: condition => this.#go({ query: this.#language.narrow(this.#ask.query, condition), correlate: null }),
      context: one => { this.#context = openContext(one, { query: this.#ask.query, language: this.#language, raw: this.#view.raw, wrap: this.#view.wrap, onClose: () => { this.#context = null; this.#list.element.focus(); } }); },
      correlate: value => { this.#bringing = true; this.#go({ correlate: value, tail: null, line: null }); },
      column: name => this.#look({ columns: this.#view.columns.includes(name) ? this.#view.columns.filter(one => one !== name) : [...this.#view.columns, name] }),
      stats: name => this.#stats(name),
      link: one => lineLink(one, this.#seen),
    }));
  }

  #stats(name) {
    this.#side.querySelector("[data-testid=field-stats]")?.remove();
    const { start, end } = this.#reader.span;
    const question = this.#language.countsValues && this.#ask.correlate === null ? { query: this.#ask.query, start, end, store: this.#language.parameter } : null;
    this.#side.prepend(statsBox(name, this.#rows, {
      close: () => this.#side.querySelector("[data-testid=field-stats]")?.remove(),
      narrow: (field, value) => this.#go({ query: this.#language.narrow(this.#ask.query, { name: field, value, kind: this.#rows.some(row => field in row.labels) ? "label" : this.#rows.some(row => field in (row.metadata ?? {})) ? "metadata" : "field" }), correlate: null }),
    }, question, this.#reader.signal));
    this.#side.scrollTop = 0;
  }

  #close() {
    this.#open = null;
    this.#side.replaceChildren();
    delete this.#root.querySelector(".op-logs")?.dataset.open;
  }

  #leave() {
    this.#close();
    this.#list.element.focus();
  }

  get #seen() { return { ...this.#ask, span: this.#reader.span, store: this.#language.parameter, raw: this.#view.raw }; }
}
