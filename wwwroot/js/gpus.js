// The live part of the GPUs page: one stream from the hub, drawn without passing through Blazor.
import { Host } from "./gpus/host.js";
import { HostView } from "./gpus/host-view.js";
import { Fleet } from "./gpus/fleet.js";
import { Compare, parseCompare } from "./gpus/compare.js";
import { connect } from "./gpus/connection.js";
import { element, setText } from "./gpus/dom.js";
import { clockTime } from "./zone.js";

export { mountRecording } from "./gpus/recording.js";

/** Starts drawing into the element; the answer has configure(view), pause(on) and dispose(). */
export function mount(root, hub, view) {
  // The page was left before its script came: there is nothing to draw on.
  return root ? new Live(root, hub, view) : { configure() {}, pause() {}, dispose() {} };
}

class Live {
  #root; #view; #connection; #hosts = new Map(); #views = new Map(); #status; #sections; #hidden = new Set();
  #dirty = new Set(); #frameRequest = 0; #ticker; #observer; #themes; #paused = false; #pausedAt = 0; #missed = 0;
  #connectionState = "connecting"; #fleet = null; #skips = [0, 0]; #near = new Set(); #nearTimer = 0; #compare = new Compare(() => this.#request());
  // The hosts as they were when the page was paused, while it is.
  #still = null;

  constructor(root, hub, view) {
    this.#root = root;
    this.#view = { ...view };
    this.#status = element("p", { class: "gpu-status", role: "status", "data-testid": "gpus-connection" });
    this.#sections = element("div", { class: "gpu-hosts" });
    root.replaceChildren(this.#status, this.#compare.root, this.#sections);
    this.#compare.root.hidden = true;
    this.#observer = new IntersectionObserver(seen => this.#onSeen(seen), { rootMargin: "200px" });
    this.#themes = new MutationObserver(() => this.#redraw());
    this.#themes.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    this.#ticker = setInterval(() => this.#tick(), 500);
    this.#connection = connect(hub, () => this.#requests(), {
      item: (item, stream) => this.#onItem(item, stream),
      state: state => { this.#connectionState = state; this.#tick(); },
    });
    this.#tick();
  }

  // Many hosts are watched in short, and whole only those in sight; few of them whole.
  get #lean() { return this.#view.mode === "fleet" || this.#view.many === true; }
  #isWhole(host) { return !this.#lean || this.#near.has(host.name); }

  #requests() {
    const base = { host: this.#view.host ?? null, detail: this.#lean ? "lean" : "full", points: this.#lean ? 0 : this.#points(), since: this.#since() };
    const near = [...this.#near];
    return [base, near.length ? { hosts: near, detail: "full", points: this.#points(), since: this.#since() } : null];
  }

  /** As many points as the widest line that is drawn has pixels. */
  #points() {
    const widths = [...this.#root.querySelectorAll("canvas")].map(canvas => canvas.clientWidth);
    // The chart of all GPUs is as wide as the page, and may not be there yet.
    if (this.#view.host || this.#view.compare) widths.push(this.#root.clientWidth);
    return Math.round(Math.min(4000, Math.max(240, ...widths)));
  }

  // The newest frame that is here of each host whose history is drawn: what came after it is asked for.
  #since() {
    return Object.fromEntries([...this.#hosts.values()].filter(host => host.number && host.drawn).map(host => [host.name, host.number]));
  }

  // Who scrolls past a host does not want it: asked is when the page stands.
  #watchNear() {
    clearTimeout(this.#nearTimer);
    this.#nearTimer = setTimeout(() => {
      const near = this.#lean && this.#view.mode !== "fleet" ? [...this.#views].filter(([, view]) => !this.#hidden.has(view.section)).map(([name]) => name).concat(parseCompare(this.#view.compare).map(([name]) => name)).slice(0, 256) : [];
      if (new Set(near).size === this.#near.size && near.every(name => this.#near.has(name))) return;
      this.#near = new Set(near);
      this.#connection.restart(1);
    }, 250);
  }

  configure(view) {
    const before = this.#view, wasLean = this.#lean;
    this.#view = { ...view };
    if ((view.host ?? null) !== (before.host ?? null) || wasLean !== this.#lean) {
      this.#connection.restart(0);
      // What is looked at now was not when the page was paused: it stands still from its first description on.
      if (this.#paused) [this.#still, this.#pausedAt, this.#missed] = [new Map(), Date.now(), 0];
    }
    this.#watchNear();
    this.#redraw();
  }

  pause(on) {
    this.#paused = on;
    this.#pausedAt = Date.now();
    this.#missed = 0;
    this.#still = on ? new Map([...this.#hosts].map(([name, host]) => [name, host.frozen()])) : null;
    this.#tick();
    this.#redraw();
  }

  dispose() {
    clearInterval(this.#ticker);
    clearTimeout(this.#nearTimer);
    cancelAnimationFrame(this.#frameRequest);
    this.#observer.disconnect();
    this.#compare.dispose();
    this.#themes.disconnect();
    this.#connection.dispose();
    this.#root.replaceChildren();
  }

  #onItem(item, stream) {
    if (item.first && stream === 0) {
      // All there is: a host that is not in it is gone.
      const names = new Set((item.hosts ?? []).map(snapshot => snapshot.host));
      for (const name of [...this.#hosts.keys()]) if (!names.has(name)) this.#remove(name);
    }
    for (const snapshot of item.hosts ?? []) {
      const host = this.#hosts.get(snapshot.host) ?? new Host(snapshot.host);
      this.#hosts.set(snapshot.host, host);
      // What is said in short of a host that is watched whole says nothing new.
      if (stream === 0 && this.#lean && host.info && this.#isWhole(host)) continue;
      if (stream === 0 && this.#lean && snapshot.last) snapshot.last.frame.lean = true;
      host.describe(snapshot);
      if (this.#still && !this.#still.has(host.name)) {
        this.#still.set(host.name, host.frozen());
        this.#request();
      }
      this.#touch(host);
    }
    for (const lean of item.lean ?? []) this.#onFrame(lean[0], host => !this.#isWhole(host) && host.addLean(lean));
    for (const live of item.frames ?? []) this.#onFrame(live.frame.host, host => host.add(live));
    this.#skips[stream] = item.skipped ?? 0;
    // For who measures the way of a frame to the page.
    this.#root.dispatchEvent(new CustomEvent("op-gpu-item", { detail: item }));
  }

  #onFrame(name, take) {
    const host = this.#hosts.get(name);
    if (!host || !take(host)) return;
    if (this.#paused) this.#missed++;
    this.#touch(host);
  }

  #touch(host) {
    this.#dirty.add(host.name);
    if (!this.#paused) this.#request();
  }

  #redraw() {
    for (const name of this.#hosts.keys()) this.#dirty.add(name);
    for (const view of this.#views.values()) view.forgetColours();
    this.#compare.forgetColours();
    this.#request();
  }

  #request() {
    // The browser calls back only while the tab is seen: a hidden one keeps its data and draws nothing.
    if (!this.#frameRequest) this.#frameRequest = requestAnimationFrame(() => this.#draw());
  }

  #draw() {
    this.#frameRequest = 0;
    if (this.#view.mode === "fleet") return this.#drawFleet();
    this.#fleet?.root.remove();
    this.#fleet = null;
    this.#sections.hidden = false;
    this.#compare.draw(this.#shown, this.#view);
    for (const name of this.#dirty) {
      const host = this.#hosts.get(name);
      if (!host) continue;
      const view = this.#views.get(name) ?? this.#add(host);
      if (this.#hidden.has(view.section)) continue;
      view.draw(this.#view, this.#still?.get(name) ?? host);
      this.#dirty.delete(name);
    }
  }

  get #connected() { return this.#connectionState === "open"; }

  get #shown() { return this.#still ?? this.#hosts; }

  #drawFleet() {
    this.#sections.hidden = true;
    this.#compare.root.hidden = true;
    if (!this.#fleet) this.#root.append((this.#fleet = new Fleet((name, gpu) => `gpus?host=${encodeURIComponent(name)}&gpu=${gpu}`)).root);
    this.#dirty.clear();
    this.#fleet.draw(this.#shown, this.#view, this.#connected);
  }

  #add(host) {
    const view = new HostView(host);
    this.#views.set(host.name, view);
    const next = [...this.#views.keys()].filter(name => name > host.name).sort()[0];
    this.#sections.insertBefore(view.section, next ? this.#views.get(next).section : null);
    this.#observer.observe(view.section);
    return view;
  }

  #remove(name) {
    const view = this.#views.get(name);
    if (view) {
      this.#observer.unobserve(view.section);
      this.#hidden.delete(view.section);
      view.section.remove();
    }
    this.#views.delete(name);
    this.#hosts.delete(name);
    this.#dirty.delete(name);
  }

  #onSeen(seen) {
    for (const entry of seen) {
      if (entry.isIntersecting) this.#hidden.delete(entry.target);
      else this.#hidden.add(entry.target);
    }
    if (this.#dirty.size > 0 && !this.#paused) this.#request();
    this.#watchNear();
  }

  get #skipped() { return this.#skips.reduce((sum, count) => sum + count, 0); }

  // Ages go on without frames: that is when they matter.
  #tick() {
    if (document.hidden) return;
    for (const [name, view] of this.#views) view.drawAge(this.#hosts.get(name), this.#connected);
    if (this.#fleet && !this.#paused) this.#request();
    this.#root.dataset.connection = this.#connectionState;
    this.#root.dataset.paused = this.#paused;
    this.#status.hidden = this.#connectionState === "open" && !this.#paused && this.#skipped === 0;
    this.#status.dataset.tone = this.#connectionState === "open" || this.#connectionState === "connecting" ? "info" : "bad";
    setText(this.#status, this.#words());
  }

  #words() {
    switch (this.#connectionState) {
      case "connecting": return "Connecting to the live figures…";
      case "lost": return "The connection is lost; trying again. The figures are as old as each host says.";
      case "signedOut": return "Your sign-in has ended, so no figures come any more. Load the page again to sign in.";
    }
    const words = [];
    if (this.#paused) words.push(`Paused at ${clockTime(this.#pausedAt)}; ${this.#missed} frames came since and are kept.`);
    if (this.#skipped > 0) words.push(`${this.#skipped} frames were skipped because this browser read too slowly.`);
    return words.join(" ");
  }
}
