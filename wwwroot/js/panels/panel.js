// One panel of a dashboard: asks, chooses what draws, keeps the last good drawing over a failure, stays fresh. See docs/ui.md.
import { createColours } from "../chart/colours.js";
import { createHeartbeat } from "../chart/live.js";
import { palette } from "../chart/palette.js";
import { sizeOf } from "../chart/size.js";
import { useZone } from "../units/moments.js";
import { ageWords } from "../time.js";
import { ask, questionKey, questionOf } from "./data/answer.js";
import { createFrame } from "./frame.js";
import { createMenu } from "./menu.js";
import { momentParts } from "./parts/moment-parts.js";
import { answered, asked, together } from "./together.js";
import { moduleOf } from "./types.js";

useZone(momentParts);
const headlines = { notConfigured: "Not configured", signedOut: "Signed out", gone: "Gone", failed: "Not available", empty: "No data" };
let kept = null;
document.addEventListener("op-theme", () => (kept = null));
const coloursNow = () => (kept ??= createColours(palette()));

// An answer that is already there comes with its frame: the page is laid out and painted once. Who waits longer is told that it loads.
const waitMs = 80;

export class Panel {
  #element; #data; #frame; #menu; #beat; #drawing = null; #type = ""; #answer = null; #etag = null; #key = ""; #problem = null; #at = 0;
  #request = null; #ticker = 0; #dead = false; #appearing; #clean = new AbortController(); #resize; #width = 0; #waits = true;
  #settle; settled = new Promise(resolve => (this.#settle = resolve));

  constructor(element) {
    this.#element = element;
    this.#data = { ...element.dataset };
    this.#frame = createFrame(element);
    this.#menu = createMenu(this.#frame.menu, this);
    this.#head();
    this.#frame.setState("loading", "", "Loading…");
    this.#appearing = setTimeout(() => this.#frame.attach(), waitMs);
    for (const name of ["op-theme", "op-zone"]) document.addEventListener(name, () => this.redraw(), { signal: this.#clean.signal });
    this.#resize = new ResizeObserver(() => this.#fit());
    this.#resize.observe(this.#frame.body);
    this.#beat = createHeartbeat(() => this.#ask());
    // The library of its type comes beside the answer.
    moduleOf(this.#data.type).prepare?.().catch(() => {});
    asked();
    this.refresh();
  }

  get element() { return this.#element; }
  get data() { return this.#data; }
  get answer() { return this.#answer; }
  get title() { return this.#answer?.spec.title || this.#data.title || ""; }
  get colours() { return coloursNow(); }
  get drawing() { return this.#drawing; }
  get body() { return this.#frame.body; }
  get age() { return this.#at ? Date.now() - this.#at : 0; }

  refresh() { this.#beat.wake(); }
  setActive(yes) { this.#beat.seen(yes); }

  /** What was begun in another element goes on in this one, drawn as it is. */
  moveTo(element) {
    this.#element = element;
    this.#frame.moveTo(element);
    this.update();
  }

  /** New attributes; asks again only when the question changed. */
  update() {
    const before = questionKey(this.#data);
    this.#data = { ...this.#element.dataset };
    this.#head();
    if (before !== questionKey(this.#data)) this.refresh();
    else this.#beat.later(Number(this.#data.refresh) || 0);
  }

  async #ask() {
    if (this.#dead) return;
    this.#request?.abort();
    const request = (this.#request = new AbortController());
    this.#width = this.#element.firstWidth || (await sizeOf(this.#element)).width;
    this.#element.firstWidth = 0;
    if (this.#dead || request.signal.aborted) return;
    const question = questionOf(this.#data, this.#width || 400);
    const same = question.key === this.#key;
    this.#element.setAttribute("aria-busy", "true");
    this.#element.toggleAttribute("data-loading", !same && this.#drawing !== null);
    try {
      const got = await ask(question, same ? this.#etag : null, request.signal);
      this.#heard();
      if (this.#dead || request.signal.aborted) return;
      if (got.problem) this.#fail(got.problem, same);
      else await this.#take(got, question.key);
    } catch (error) {
      if (this.#dead || error.name === "AbortError") return;
      this.#fail({ kind: "failed", text: `The panel can't be drawn: ${error.message}` }, false);
    }
    if (request !== this.#request) return;
    this.#settle();
    this.#element.setAttribute("aria-busy", "false");
    this.#element.removeAttribute("data-loading");
    this.#beat.later(Number(this.#data.refresh) || 0);
  }

  #heard() {
    if (this.#waits) answered();
    this.#waits = false;
  }

  async #take({ answer, etag, unchanged }, key) {
    const same = key === this.#key;
    this.#key = key;
    this.#problem = null;
    this.#at = Date.now() - (unchanged ? 0 : (answer.meta.ageSeconds ?? 0) * 1000);
    if (!unchanged) {
      const { kind = "ready", text = "" } = answer.state ?? {};
      const good = kind === "ready" || answer.spec.type === "text";
      // A failure of the question itself leaves what was drawn before, when that was an answer to the same question.
      if (!good && kind !== "empty" && same && this.#answer && this.#drawing) { this.#fail({ kind, text }, true); return; }
      this.#etag = etag;
      this.#answer = answer;
      this.#head();
      if (good && !this.#drawing) await together();
      if (this.#dead || this.#answer !== answer) return;
      if (good) await this.#draw();
      else {
        this.#clear();
        const headline = headlines[kind] ?? headlines.failed;
        this.#frame.setState(kind, text.startsWith(headline) ? "" : headline, text || (kind === "empty" ? "Nothing was recorded in this time range." : ""));
      }
    }
    this.#noteAge();
    this.#element.dispatchEvent(new CustomEvent("op-panel-ready", { bubbles: true, detail: this.#answer?.meta ?? {} }));
  }

  #fail(problem, same) {
    this.#problem = problem;
    const keep = same && this.#answer && this.#drawing;
    if (!keep) {
      this.#answer = null;
      this.#clear();
      this.#frame.setState(problem.kind === "notConfigured" ? "notConfigured" : "failed", headlines[problem.kind] ?? headlines.failed, problem.text);
    }
    this.#noteAge();
  }

  #clear() {
    this.#drawing?.destroy();
    this.#drawing = null;
    this.#type = "";
    this.#frame.newBody();
    this.#resize.disconnect();
    this.#resize.observe(this.#frame.body);
  }

  async #draw() {
    const answer = this.#answer;
    const { type } = answer.spec;
    this.#frame.attach();
    const module = moduleOf(type);
    if (this.#type !== type || !this.#drawing) {
      this.#clear();
      this.#type = type;
      this.#element.dataset.drawn = type;
      this.#drawing = module.create({ body: this.#frame.body, spoken: this.#frame.spoken });
    }
    const size = module.sizesItself ? {} : await sizeOf(this.#frame.body);
    if (this.#dead || this.#answer !== answer) return;
    const context = { colours: this.colours, title: this.title, range: () => [this.#data.from ?? "now-1h", this.#data.to ?? "now"], ...size, element: this.#element };
    const nothing = await this.#drawing.update(answer, context);
    if (this.#dead) return;
    if (nothing) this.#frame.setState("empty", headlines.empty, nothing === true ? "Nothing was recorded in this time range." : nothing);
    else this.#frame.setState(null);
  }

  /** Draws what is there anew: another theme, zone or size. */
  redraw() {
    if (!this.#drawing || !this.#answer) return;
    this.#drawing.redraw?.();
    this.#draw();
  }

  // Drawings that care for their size say so by `resize`.
  #fit() {
    const { clientWidth, clientHeight } = this.#frame.body;
    if (clientWidth > 0 && this.#drawing?.resize) this.#drawing.resize(clientWidth, clientHeight);
    // Much wider than when it was asked: finer steps are wanted.
    if (this.#answer && this.#width > 0 && clientWidth > this.#width * 1.8) { this.#width = clientWidth; this.refresh(); }
  }

  #head() {
    const { spec, notices = [] } = this.#answer ?? {};
    const about = spec?.description || this.#data.about || "";
    this.#frame.setTitle(this.title, about, spec?.links ?? [], spec?.timeNote);
    this.#frame.setNotices(notices);
    this.#element.toggleAttribute("data-bare", this.#data.transparent === "true");
    this.#menu.named(this.title);
  }

  #noteAge() {
    const stale = Boolean(this.#problem && this.#drawing);
    this.#frame.setNote(stale ? `Stale · ${ageWords(this.age)}` : "", stale ? this.#problem.text : "");
    this.#element.toggleAttribute("data-stale", stale);
    clearInterval(this.#ticker);
    if (stale) this.#ticker = setInterval(() => this.#frame.setNote(`Stale · ${ageWords(this.age)}`, this.#problem?.text ?? ""), 1000);
  }

  destroy() {
    this.#dead = true;
    this.#heard();
    this.#settle();
    this.#request?.abort();
    this.#clean.abort();
    this.#beat.end();
    this.#resize.disconnect();
    clearTimeout(this.#appearing);
    clearInterval(this.#ticker);
    this.#menu.destroy();
    this.#drawing?.destroy();
    this.#drawing = null;
    this.#element.replaceChildren();
  }
}
