// One GPU's card. All figures are text; bars and the trend only repeat them.
import { Spark } from "./spark.js";
import { GpuDetails } from "./gpu-details.js";
import { GpuParts } from "./gpu-parts.js";
import { heldLately, trails } from "./derived.js";
import { toggled, parseCompare } from "./compare.js";
import { element, setText, setData, setMeter, figure, percent, celsius, watts, megahertz, memory, ofTotal } from "./dom.js";

const TONES = ["", "info", "warn", "bad"];
const LABELS = { utilization: "Utilization", memory: "Memory", temperature: "Temperature", power: "Power" };
let ids = 0;

export class GpuCard {
  #host; #parts = {}; #title; #owner; #ownerKey = null; #spark; #notes; #notesKey = ""; #rows; #rowsKey = ""; #processes; #summary; #trendLabel; #details; #cut = new GpuParts(); #logs; #incidents; #compare; #alone = false;

  constructor(index) {
    this.index = index;
    const id = `gpu-${++ids}`;
    const part = (name, tag = "span", attributes = {}) => this.#parts[name] = element(tag, { "data-figure": name, ...attributes }, "–");
    const meter = name => this.#parts[`${name}Meter`] = element("div", { class: "op-meter", "aria-hidden": "true" });
    const row = (name, label) => element("div", { class: "gpu-row", "data-row": name }, element("dt", {}, label), element("dd", { "data-testid": name }, part(name), part(`${name}Of`, "small")), meter(name));
    const small = (name, label) => element("div", { "data-row": name }, element("dt", {}, label), part(name, "dd"));

    this.#notes = element("div", { class: "gpu-notes", "data-testid": "gpu-notes" });
    this.#trendLabel = element("span", { class: "gpu-trend-label" });
    this.#spark = new Spark();
    this.#details = new GpuDetails(index);
    this.#summary = element("summary", {}, "Processes");
    this.#logs = element("a", { href: "logs", "data-testid": "gpu-logs" }, "Logs");
    this.#incidents = element("a", { href: "incidents" }, "Incidents");
    this.#compare = element("a", { href: "gpus", "data-testid": "gpu-compare-toggle" }, "Compare");
    this.#rows = element("tbody");
    this.#processes = element("details", { class: "gpu-processes" }, this.#summary,
      element("div", { class: "gpu-process-table", tabindex: "0", role: "region", "aria-label": `Processes of GPU ${index}` },
        element("table", {}, element("thead", {}, element("tr", {},
          element("th", { scope: "col" }, "Program"), element("th", { scope: "col", class: "op-num" }, "PID"),
          element("th", { scope: "col", class: "op-num" }, "Memory"), element("th", { scope: "col", class: "op-num" }, "SM"))), this.#rows)));

    this.article = element("article", { class: "gpu-card", "aria-labelledby": id, "data-testid": "gpu-card", "data-gpu": index },
      element("header", { class: "gpu-card-head" }, element("h3", { id }, this.#title = element("a", { href: "gpus", "data-testid": "gpu-alone" }, `GPU ${index}`)), this.#owner = element("a", { class: "gpu-owner op-truncate" }), part("name", "span", { class: "gpu-name" }), part("pState", "span", { class: "gpu-pstate", title: "Performance state: P0 is the fastest" })),
      this.#notes,
      element("dl", { class: "gpu-rows" }, row("utilization", "Utilization"), row("memory", "Memory"), row("temperature", "Temperature"), row("power", "Power")),
      element("figure", { class: "gpu-trend" }, this.#spark.canvas, element("figcaption", {}, this.#trendLabel)),
      element("dl", { class: "gpu-small" }, small("clocks", "Clocks, SM and memory"), small("memoryState", "Memory heat and use"), small("fan", "Fan"), small("ecc", "ECC corrected / not"), small("held", "Held back, lately")),
      element("div", { class: "gpu-more" }, element("p", { class: "gpu-trails" }, this.#logs, this.#incidents, this.#compare), this.#cut.root, this.#details.root, this.#processes));
  }

  forgetColours() { this.#spark.forgetColours(); }

  /** A number by which cards are sorted, the greatest first. */
  rank(by) {
    const at = column => this.#host?.last?.[column]?.[this.index] ?? -1;
    switch (by) {
      case "trouble": return this.#level() * 1000 + at("temperature");
      case "utilization": return at("utilization");
      case "memory": return at("memoryUsed");
      case "temperature": return at("temperature");
      case "power": return at("power");
      default: return 0;
    }
  }

  draw(host, view) {
    const trend = view.trend;
    this.#host = host;
    this.#drawTrails(host, view);
    const frame = host.last, i = this.index, gpu = host.info?.gpus[i];
    const at = column => frame[column]?.[i] ?? null;
    const put = (name, value, write) => setText(this.#parts[name], figure(value, write));
    const level = this.#level();
    setData(this.article, "level", level);
    setData(this.article, "at", frame.at);
    setText(this.#title, `GPU ${gpu?.index ?? i}`);
    const own = `gpus?host=${encodeURIComponent(host.name)}&gpu=${i}`;
    if (this.#title.getAttribute("href") !== own) this.#title.setAttribute("href", own);
    this.#title.title = gpu ? `${gpu.uuid}${gpu.pciBusId ? `, bus ${gpu.pciBusId}` : ""}` : "";
    this.#drawOwner(host.owners?.[i] ?? null);
    // One kind of card is named once, at the host.
    this.#parts.name.hidden = !!gpu && host.info.gpus.every(other => other.name === gpu.name);
    setText(this.#parts.name, gpu?.name ?? "not described yet");
    put("pState", at("pState"), value => `P${value}`);

    const used = at("memoryUsed"), heat = at("temperature"), power = at("power"), busy = at("utilization");
    const of = (name, value, limit, write) => {
      const [figureText, rest] = value === null ? ["–", ""] : split(limit ? write(value, limit) : write(value));
      setText(this.#parts[name], figureText);
      setData(this.#parts[name], "raw", value ?? "");
      setText(this.#parts[`${name}Of`], rest);
    };
    of("utilization", busy, null, percent);
    of("memory", used, gpu?.memoryTotal, (value, total) => total ? ofTotal(value, total) : memory(value));
    const margin = at("temperatureMargin"), limit = gpu?.temperatureSlowdown ?? (margin !== null && heat !== null ? heat + margin : null);
    of("temperature", heat, limit, (value, slowdown) => slowdown ? `${Math.round(value)} / ${celsius(slowdown)}` : celsius(value));
    of("power", power, gpu?.powerLimit, (value, cap) => cap ? `${Math.round(value)} / ${watts(cap)}` : watts(value));
    const tone = kind => this.#tone(kind, level, used, gpu, heat, limit);
    setMeter(this.#parts.utilizationMeter, busy === null ? null : busy / 100, "");
    setMeter(this.#parts.memoryMeter, used === null || !gpu?.memoryTotal ? null : used / gpu.memoryTotal, tone("memory"));
    setMeter(this.#parts.temperatureMeter, heat === null || !limit ? null : heat / limit, tone("temperature"));
    setMeter(this.#parts.powerMeter, power === null || !gpu?.powerLimit ? null : power / gpu.powerLimit, "");

    put("clocks", at("smClock") ?? at("memoryClock"), () => `${figure(at("smClock"), Math.round)}, ${figure(at("memoryClock"), megahertz)}`);
    put("memoryState", at("memoryTemperature") ?? at("memoryUtilization"), () => `${figure(at("memoryTemperature"), celsius)}, ${figure(at("memoryUtilization"), percent)}`);
    this.#parts.fan.parentElement.hidden = !frame.fan;
    put("fan", at("fan"), percent);
    const corrected = at("eccCorrected"), uncorrected = at("eccUncorrected");
    put("ecc", corrected ?? uncorrected, () => `${corrected ?? "–"} / ${uncorrected ?? "–"}`);

    const held = heldLately(host.held, i);
    this.#parts.held.parentElement.hidden = held === null;
    put("held", held, String);
    this.#parts.held.parentElement.title = host.held ? `By the driver's counters, ${Math.round((host.held.until - host.held.since) / 60_000)} min` : "";

    this.#drawNotes(host.notes?.[i] ?? []);
    this.#cut.draw(host.slow?.parts, i);
    this.#standAlone(view.gpu === i);
    this.#details.draw(host);
    this.#drawProcesses(frame.processes, i);
    const range = this.#spark.draw(host, i, trend, { memory: gpu?.memoryTotal, power: gpu?.powerLimit, temperature: limit });
    const write = { utilization: percent, memory, temperature: celsius, power: watts }[trend];
    setText(this.#trendLabel, range ? `${LABELS[trend]}, last ${range.minutes}: ${write(range.low)} to ${write(range.high)}` : `${LABELS[trend]}: nothing kept yet`);
  }

  // A GPU that is looked at by itself shows all of it; what its reader closes then stays closed.
  #standAlone(alone) {
    if (alone && !this.#alone) this.#details.root.open = this.#processes.open = true;
    this.#alone = alone;
  }

  #level() {
    return Math.max(0, ...(this.#host?.notes?.[this.index] ?? []).map(note => note.level));
  }

  // Being busy has no tone: a full bar of work is what the card is for.
  #tone(kind, level, used, gpu, heat, limit) {
    if (kind === "memory") return used !== null && gpu?.memoryTotal && used >= 0.95 * gpu.memoryTotal ? "warn" : "";
    if (heat === null || !limit) return "";
    return heat >= limit ? "bad" : heat >= limit - 5 ? "warn" : "";
  }

  #drawNotes(notes) {
    const key = notes.map(note => `${note.level}${note.text}`).join("|");
    if (key === this.#notesKey) return;
    this.#notesKey = key;
    this.#notes.replaceChildren(...notes.map(note => element("span", { class: "op-badge", "data-tone": TONES[note.level] || null }, note.text)));
  }

  #drawOwner(owner) {
    const key = owner?.id ?? "";
    if (key === this.#ownerKey) return;
    this.#ownerKey = key;
    this.#owner.hidden = !owner;
    this.#owner.textContent = owner?.name ?? "";
    if (owner) this.#owner.href = `services/${encodeURIComponent(owner.id)}`;
  }

  #drawTrails(host, view) {
    const minute = Math.ceil(host.last.at / 60_000) * 60_000, lead = trails(host.name, host.owners?.[this.index] ?? null, minute - 16 * 60_000, minute + 60_000);
    const picked = parseCompare(view.compare).some(([name, gpu]) => name === host.name && gpu === this.index);
    const put = (link, href) => { if (link.getAttribute("href") !== href) link.setAttribute("href", href); };
    put(this.#logs, lead.logs);
    put(this.#incidents, lead.incidents);
    put(this.#compare, toggled(view.compare, host.name, this.index));
    setText(this.#compare, picked ? "Compared: take out" : "Compare");
  }

  #drawProcesses(table, index) {
    const mine = [];
    for (let row = 0; row < (table?.gpu.length ?? 0); row++)
      if (table.gpu[row] === index) mine.push([table.name[row] ?? "unknown", table.pid[row], table.memory[row], table.sm?.[row] ?? null]);
    mine.sort((a, b) => (b[2] ?? 0) - (a[2] ?? 0) || a[1] - b[1]);
    setText(this.#summary, !table ? "Processes can't be listed" : mine.length === 0 ? "No processes" : mine.length === 1 ? "1 process" : `${mine.length} processes`);
    this.#processes.classList.toggle("gpu-none", mine.length === 0);
    if (!this.#processes.open) return;
    const key = JSON.stringify(mine);
    if (key === this.#rowsKey) return;
    this.#rowsKey = key;
    this.#rows.replaceChildren(...mine.map(([name, pid, bytes, sm]) => element("tr", {},
      element("th", { scope: "row" }, name), element("td", { class: "op-num" }, String(pid)),
      element("td", { class: "op-num" }, figure(bytes, memory)), element("td", { class: "op-num" }, figure(sm, percent)))));
  }
}

// "86.6 / 140.4 GiB" as what is and of what: the first is set bold.
function split(text) {
  const at = text.indexOf(" ");
  return [text.slice(0, at), text.slice(at)];
}
