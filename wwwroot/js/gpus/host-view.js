// One host's section: its head with state and sums, and its GPUs' cards.
import { GpuCard } from "./gpu-card.js";
import { element, setText, setData, figure, percent, celsius, memory, ofTotal, duration } from "./dom.js";
import { clock, clockWords, dayWords, energyToday, hourlyToday, idleShare, idleWords, money, trails } from "./derived.js";

const SOURCES = { nvml: "NVML", lab: "Simulated", exporter: "From an exporter, at its pace" };
let ids = 0;

export class HostView {
  #host; #cards = []; #order = ""; #sortedAt = 0;
  #name; #state; #source; #facts; #age; #sums = {}; #labels = {}; #grid; #trails; #rival; #none;

  constructor(host) {
    this.#host = host;
    const id = `gpu-host-${++ids}`;
    this.#name = element("h2", { id }, host.name);
    this.#state = element("span", { class: "op-badge", "data-testid": "gpu-host-state" });
    this.#source = element("span", { class: "op-badge op-plain", hidden: "" });
    this.#facts = element("span", { class: "gpu-host-facts" });
    this.#rival = element("span", { class: "op-badge", "data-tone": "warn", hidden: "", title: "Give each machine a name of its own, or end one of the two senders." }, "A second sender uses this name; its frames are refused");
    this.#none = element("p", { class: "op-muted", hidden: "", role: "status", "data-testid": "gpu-none" });
    this.#age = element("span", { class: "gpu-host-age", "data-testid": "gpu-host-age" });
    this.#trails = {
      logs: element("a", { "data-testid": "gpu-host-logs", href: "logs" }, "Logs"), incidents: element("a", { "data-testid": "gpu-host-incidents", href: "incidents" }, "Incidents"),
    };
    const sums = element("dl", { class: "gpu-sums" });
    for (const [key, label] of [["utilization", "Mean utilization"], ["memory", "Memory"], ["power", "Power"], ["hottest", "Hottest"], ["energy", "Energy today"], ["cost", "Cost today"], ["idle", "Idle today"]]) {
      this.#sums[key] = element("dd", {}, "–");
      this.#labels[key] = element("dt", {}, label);
      sums.append(element("div", {}, this.#labels[key], this.#sums[key]));
    }
    this.#grid = element("div", { class: "gpu-cards" });
    this.section = element("section", { class: "gpu-host", "aria-labelledby": id, "data-testid": "gpu-host", "data-host": host.name },
      element("header", { class: "gpu-host-head" },
        element("div", { class: "gpu-host-title" }, this.#name, this.#state, this.#rival, this.#source, this.#age, this.#facts,
          element("span", { class: "gpu-trails" }, this.#trails.logs, this.#trails.incidents)), sums),
      this.#none, this.#grid);
  }

  forgetColours() { for (const card of this.#cards) card.forgetColours(); }

  /** @param host the host as it is, or as it was when the page was paused. */
  draw(view, host = this.#host) {
    const frame = host.last;
    if (!frame) return;
    while (this.#cards.length > host.count) this.#cards.pop().article.remove();
    while (this.#cards.length < host.count) {
      const card = new GpuCard(this.#cards.length);
      this.#cards.push(card);
      this.#grid.append(card.article);
    }
    const alone = view.gpu ?? null;
    setData(this.#grid, "one", alone !== null);
    this.#cards.forEach(card => {
      card.article.hidden = alone !== null && card.index !== alone;
      if (!card.article.hidden) card.draw(host, view);
    });
    this.#none.hidden = host.count > 0 && (alone === null || alone < host.count);
    setText(this.#none, host.count === 0 ? "The host's driver knows no GPU now." : `This host has no GPU ${alone} now: it has ${host.count === 1 ? "one" : host.count}, counted from 0.`);
    this.#sort(view.sort);
    this.#drawHead(host, frame);
  }

  drawAge(host, connected) {
    if (!host?.last) return;
    const { age, state } = host;
    setData(this.section, "state", state);
    // Without a connection nobody knows how the host is.
    setData(this.#state, "tone", connected ? { live: "good", stale: "warn", offline: "bad" }[state] : "warn");
    setText(this.#state, connected ? { live: "Live", stale: "Stale", offline: "Offline" }[state] : "Not connected");
    const rate = host.rate;
    const words = state === "live"
      ? `${rate === null ? "" : `${rate.toFixed(1)} frames/s, `}last ${duration(age)} ago`
      : `no frame for ${duration(age)}; shown is what was last known`;
    const skipped = host.last.skipped > 0 ? `, ${host.last.skipped} ticks skipped by the sampler` : "";
    setText(this.#age, words + clockWords(host.behind) + skipped);
    this.#rival.hidden = !host.rival;
  }

  #drawHead(host, frame) {
    const gpus = host.info?.gpus ?? [];
    const names = [...new Set(gpus.map(gpu => gpu.name))];
    const parts = [names.length === 1 ? `${frame.count} × ${names[0]}` : `${frame.count} GPUs`];
    if (host.info?.driver) parts.push(`driver ${host.info.driver}`);
    if (host.info?.cuda) parts.push(`CUDA ${host.info.cuda}`);
    setText(this.#facts, parts.join(" · "));
    this.#source.hidden = host.source === "nvml";
    setText(this.#source, SOURCES[host.source] ?? host.source);

    const values = column => (column ?? []).filter(value => value !== null);
    const sum = list => list.reduce((a, b) => a + b, 0);
    const busy = values(frame.utilization), used = values(frame.memoryUsed), power = values(frame.power), heat = values(frame.temperature);
    const total = sum(gpus.map(gpu => gpu.memoryTotal ?? 0)), limit = sum(gpus.map(gpu => gpu.powerLimit ?? 0));
    setText(this.#sums.utilization, figure(busy.length ? sum(busy) / busy.length : null, percent));
    setText(this.#sums.memory, figure(used.length ? sum(used) : null, bytes => total ? ofTotal(bytes, total) : memory(bytes)));
    setText(this.#sums.power, figure(power.length ? sum(power) : null, w => limit ? `${(w / 1000).toFixed(2)} / ${(limit / 1000).toFixed(1)} kW` : `${(w / 1000).toFixed(2)} kW`));
    this.#drawToday(host);
    setText(this.#sums.hottest, figure(heat.length ? Math.max(...heat) : null, celsius));
  }

  #drawToday(host) {
    const all = host.last.temperature === undefined && !host.info ? [] : Array.from({ length: host.count }, (_, i) => i), { prices, idle } = host;
    const energy = energyToday(host.today, prices, all), since = host.today?.since ?? idle?.since ?? null, hourly = hourlyToday(since, host.last.at, prices, all);
    for (const [key, what, from] of [["energy", "Energy", host.today?.since], ["cost", "Cost", since], ["idle", "Idle", idle?.since]]) setText(this.#labels[key], dayWords(what, from));
    setText(this.#sums.energy, figure(energy, ({ kwh }) => `${kwh.toFixed(kwh < 10 ? 2 : 1)} kWh`));
    this.#sums.energy.title = energy ? `By the drivers' counters since ${clock(host.today.since)} UTC` : "No energy counter was read yet";
    const said = [energy?.cost != null ? `${money(energy.cost, prices.currency)} energy` : null, hourly ? `${money(hourly.cost, prices.currency)} by the hour` : null].filter(Boolean);
    setText(this.#sums.cost, said.length ? said.join(", ") : prices ? "no price" : "–");
    this.#sums.cost.title = said.length
      ? `Since ${clock(since)} UTC.${energy?.cost == null ? " The price book has no price for energy (energy.kwh)." : ""}${hourly ? "" : " It has no price by the hour for these cards."}`
      : "The price book has neither a price for energy (energy.kwh) nor one by the hour for these cards (gpu.NAME.hourly)";
    const shares = all.map(i => idleShare(idle, i)).filter(share => share !== null);
    setText(this.#sums.idle, figure(shares.length ? 100 * shares.reduce((a, b) => a + b, 0) / shares.length : null, percent));
    this.#sums.idle.title = idle ? `Mean of the GPUs; ${idleWords(idle)}` : "Nothing was measured yet";
    const minute = Math.ceil(host.last.at / 60_000) * 60_000, lead = trails(host.name, null, minute - 16 * 60_000, minute + 60_000);
    for (const [name, link] of Object.entries(this.#trails)) if (link.getAttribute("href") !== lead[name]) link.setAttribute("href", lead[name]);
  }

  // Cards change places at most every 5 s, and never under a reader's hands.
  #sort(by) {
    const now = performance.now();
    const asked = this.#order.split("|")[0] !== by;
    if (!asked && (by === "index" || now - this.#sortedAt < 5000 || this.#grid.contains(document.activeElement))) return;
    this.#sortedAt = now;
    const sorted = [...this.#cards].sort((a, b) => b.rank(by) - a.rank(by) || a.index - b.index);
    const order = `${by}|${sorted.map(card => card.index).join()}`;
    if (order === this.#order) return;
    this.#order = order;
    this.#grid.append(...sorted.map(card => card.article));
  }
}
