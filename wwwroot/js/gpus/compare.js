// The lines of several GPUs in one live chart: those of the host, or those that are picked to be compared. A dragged span is
// zoomed into and stands still; double click or the button leads back to the live end.
import { element, setText } from "./dom.js";
import { columnsOf, cut, trails } from "./derived.js";
import { WINDOW } from "./host.js";

const UNITS = { utilization: "percent", memory: "bytes", temperature: "celsius", power: "watt" };
const LABELS = { utilization: "Utilization", memory: "Memory in use", temperature: "Temperature", power: "Power" };
// How often the lines are drawn anew, by how fast frames come.
const REDRAW = 1000, FAST = 250;

/** GPUs as they stand in the address: "host/position,host/position". */
export function parseCompare(text) {
  return (text ?? "").split(",").map(one => [one.slice(0, one.lastIndexOf("/")), Number(one.slice(one.lastIndexOf("/") + 1))])
    .filter(([host, gpu]) => host && Number.isInteger(gpu) && gpu >= 0).slice(0, 24);
}

/** The address of the page with one GPU more, or less. */
export function toggled(text, host, gpu) {
  const key = `${host}/${gpu}`, keys = (text ?? "").split(",").filter(Boolean);
  const next = keys.includes(key) ? keys.filter(one => one !== key) : [...keys, key];
  const query = new URLSearchParams(location.search);
  if (next.length) query.set("compare", next.join(","));
  else query.delete("compare");
  return `gpus${query.size ? `?${query}` : ""}`;
}

export class Compare {
  #plot; #words; #back; #trails; #chart = null; #wanted = false; #zoom = null; #drawnAt = 0; #form = ""; #redraw;

  /**
   * @param back what leads out of a zoomed span
   * @param redraw asks for draw() to be called: a host that sends nothing any more, or a page that is paused, is zoomed too
   */
  constructor(redraw, back = "Back to live") {
    this.#redraw = redraw;
    this.#plot = element("div", { class: "op-chart", "data-testid": "gpu-compare-chart", style: "--op-chart-height: 240px" });
    this.#words = element("p", { class: "gpu-compare-words" });
    this.#back = element("button", { class: "op-btn op-btn-small", type: "button", hidden: "", "data-testid": "gpu-compare-live" }, back);
    this.#back.addEventListener("click", () => this.#unzoom());
    this.#plot.addEventListener("op-zoom", event => {
      event.preventDefault();
      event.stopPropagation();
      this.#zoom = [event.detail.from / 1000, event.detail.to / 1000];
      this.#drawnAt = 0;
      this.#redraw();
    });
    // The page's own range is not this chart's: a double click is taken before the chart hears of it.
    this.#plot.addEventListener("dblclick", event => { event.stopPropagation(); this.#unzoom(); }, { capture: true });
    this.#trails = {
      logs: element("a", { href: "logs", "data-testid": "gpu-chart-logs" }, "Logs of these minutes"), incidents: element("a", { href: "incidents", "data-testid": "gpu-chart-incidents" }, "Incidents of these minutes"),
    };
    this.root = element("section", { class: "gpu-compare op-panel", "aria-label": "GPUs over the last 15 minutes", "data-testid": "gpu-compare" },
      element("div", { class: "op-panel-body" }, this.#plot, element("div", { class: "op-row" }, this.#words, this.#back, element("span", { class: "gpu-trails" }, this.#trails.logs, this.#trails.incidents))));
  }

  /** @returns {boolean} whether there is anything to draw: a host that is shown alone, or GPUs that are picked. */
  draw(hosts, view) {
    const lines = this.#lines(hosts, view);
    this.root.hidden = lines.length === 0;
    if (this.root.hidden) return;
    this.#back.hidden = !this.#zoom;
    const now = performance.now();
    if (now - this.#drawnAt < (lines.some(line => line.host.rate > 1.5) ? FAST : REDRAW)) return;
    this.#drawnAt = now;
    if (!this.#chart) { this.#load(); return; }
    const figure = view.trend, form = `${figure}|${lines.map(line => line.name)}`;
    if (form !== this.#form) {
      this.#form = form;
      this.#chart.update({ title: `${LABELS[figure]} by GPU`, unit: UNITS[figure], min: figure === "utilization" ? 0 : null, max: figure === "utilization" ? 100 : null });
    }
    const whole = columnsOf(lines, figure);
    const end = whole[0].at(-1) ?? 0, [from, to] = this.#zoom ?? [end - WINDOW / 1000, end];
    this.#chart.setData(cut(whole, from, to), lines.map(line => ({ name: line.name, labels: {} })));
    this.#drawTrails(lines, from * 1000, to * 1000);
    setText(this.#words, this.#zoom ? "Zoomed: it stands still." : view.words ?? `${view.compare ? "Picked GPUs" : (view.gpu ?? null) !== null ? "The GPU" : "All GPUs of the host"}, the last 15 minutes. Drag to zoom, choose in the legend to compare.`);
  }

  // Lines of a log belong to one host; incidents of all of them are shown where several are compared.
  #drawTrails(lines, from, to) {
    const hosts = new Set(lines.map(line => line.host.name)), one = hosts.size === 1 ? lines[0].host.name : null;
    const lead = one ? trails(one, null, from, to) : { logs: "logs", incidents: `incidents?${new URLSearchParams({ show: "all", during: `${Math.floor(from)}-${Math.ceil(to)}` })}` };
    this.#trails.logs.hidden = !one;
    for (const [name, link] of Object.entries(this.#trails)) if (link.getAttribute("href") !== lead[name]) link.setAttribute("href", lead[name]);
  }

  forgetColours() { this.#drawnAt = 0; }

  dispose() { this.#chart?.destroy(); this.#chart = null; this.#wanted = true; }

  #lines(hosts, view) {
    const picked = parseCompare(view.compare);
    const all = picked.length ? picked : view.host && (view.gpu ?? null) !== null ? [[view.host, view.gpu]] : view.host ? Array.from({ length: hosts.get(view.host)?.count ?? 0 }, (_, i) => [view.host, i]) : [];
    const several = new Set(all.map(([host]) => host)).size > 1;
    return all.map(([name, gpu]) => ({ host: hosts.get(name), gpu, name: `${several ? `${name} ` : ""}GPU ${hosts.get(name)?.info?.gpus[gpu]?.index ?? gpu}` }))
      .filter(line => line.host && line.gpu < line.host.count && line.host.times.length > 0);
  }

  async #load() {
    if (this.#wanted) return;
    this.#wanted = true;
    const { mount } = await import("../chart.js");
    if (this.#chart === null && this.#plot.isConnected) this.#chart = mount(this.#plot, { title: "Utilization by GPU", unit: "percent", keepSeconds: WINDOW / 1000, kind: "line", legendAs: "list", empty: "Nothing was measured yet." });
    else this.#wanted = false;
    this.#drawnAt = 0;
    this.#redraw();
  }

  #unzoom() {
    this.#zoom = null;
    this.#drawnAt = 0;
    this.#back.hidden = true;
    this.#redraw();
  }
}
