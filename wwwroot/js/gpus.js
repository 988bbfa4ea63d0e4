// The live part of the GPUs page: one stream from the hub, drawn without passing through Blazor.
import { Host } from "./gpus/host.js";
import { HostView } from "./gpus/host-view.js";
import { Fleet } from "./gpus/fleet.js";
import { connect } from "./gpus/connection.js";
import { element, setText } from "./gpus/dom.js";

/** Starts drawing into the element; the answer has configure(view), pause(on) and dispose(). */
export function mount(root, options) {
  // The page was left before its script came: there is nothing to draw on.
  return root ? new Live(root, options) : { configure() {}, pause() {}, dispose() {} };
}

class Live {
  #root; #view; #connection; #hosts = new Map(); #views = new Map(); #status; #sections; #hidden = new Set();
  #dirty = new Set(); #frameRequest = 0; #ticker; #observer; #themes; #paused = false; #pausedAt = 0; #missed = 0; #skipped = 0;
  #connectionState = "connecting"; #fleet = null;

  constructor(root, options) {
    this.#root = root;
    this.#view = { host: options.host, sort: options.sort, trend: options.trend, mode: options.mode, colour: options.colour, group: options.group };
    this.#status = element("p", { class: "gpu-status", role: "status", "data-testid": "gpus-connection" });
    this.#sections = element("div", { class: "gpu-hosts" });
    root.replaceChildren(this.#status, this.#sections);
    this.#observer = new IntersectionObserver(seen => this.#onSeen(seen), { rootMargin: "200px" });
    this.#themes = new MutationObserver(() => this.#redraw());
    this.#themes.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    this.#ticker = setInterval(() => this.#tick(), 500);
    this.#connection = connect(options.hub, () => ({ host: this.#view.host ?? null, points: this.#view.mode === "fleet" ? 0 : 300 }), {
      item: item => this.#onItem(item),
      state: state => { this.#connectionState = state; this.#tick(); },
    });
    this.#tick();
  }

  configure(view) {
    const hostChanged = (view.host ?? null) !== (this.#view.host ?? null) || view.mode !== this.#view.mode;
    this.#view = { ...view };
    if (hostChanged) this.#connection.restart();
    this.#redraw();
  }

  pause(on) {
    this.#paused = on;
    this.#pausedAt = Date.now();
    this.#missed = 0;
    this.#tick();
    if (!on) this.#redraw();
  }

  dispose() {
    clearInterval(this.#ticker);
    cancelAnimationFrame(this.#frameRequest);
    this.#observer.disconnect();
    this.#themes.disconnect();
    this.#connection.dispose();
    this.#root.replaceChildren();
  }

  #onItem(item) {
    if (item.first) {
      // All there is: a host that is not in it is gone.
      const names = new Set((item.hosts ?? []).map(snapshot => snapshot.host));
      for (const name of [...this.#hosts.keys()]) if (!names.has(name)) this.#remove(name);
    }
    for (const snapshot of item.hosts ?? []) {
      const host = this.#hosts.get(snapshot.host) ?? new Host(snapshot.host);
      this.#hosts.set(snapshot.host, host);
      host.describe(snapshot);
      this.#touch(host);
    }
    for (const live of item.frames ?? []) {
      const host = this.#hosts.get(live.frame.host);
      if (host && host.add(live)) {
        if (this.#paused) this.#missed++;
        this.#touch(host);
      }
    }
    this.#skipped = item.skipped ?? 0;
  }

  #touch(host) {
    this.#dirty.add(host.name);
    if (!this.#paused) this.#request();
  }

  #redraw() {
    for (const name of this.#hosts.keys()) this.#dirty.add(name);
    for (const view of this.#views.values()) view.forgetColours();
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
    for (const name of this.#dirty) {
      const host = this.#hosts.get(name);
      if (!host) continue;
      const view = this.#views.get(name) ?? this.#add(host);
      if (this.#hidden.has(view.section)) continue;
      view.draw(this.#view);
      this.#dirty.delete(name);
    }
  }

  #drawFleet() {
    this.#sections.hidden = true;
    if (!this.#fleet) this.#root.append((this.#fleet = new Fleet(name => `gpus?host=${encodeURIComponent(name)}`)).root);
    this.#dirty.clear();
    this.#fleet.draw(this.#hosts, this.#view);
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
  }

  // Ages go on without frames: that is when they matter.
  #tick() {
    if (document.hidden) return;
    for (const [name, view] of this.#views) view.drawAge(this.#hosts.get(name), this.#connectionState === "open");
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
    if (this.#paused) words.push(`Paused at ${new Date(this.#pausedAt).toLocaleTimeString()}; ${this.#missed} frames came since and are kept.`);
    if (this.#skipped > 0) words.push(`${this.#skipped} frames were skipped because this browser read too slowly.`);
    return words.join(" ");
  }
}
