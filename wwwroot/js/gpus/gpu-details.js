// What a card shows when its "Health and links" is open: all that was read of the GPU and is not on the card, in groups; what is
// worked out stands by itself, with the words that say how.
import { element, setText, figure, percent, celsius, watts, megahertz, memory, duration } from "./dom.js";
import { clockTime } from "../zone.js";
import { clock, energyToday, headroom, heldWords, hourlyToday, idleShare, idleWords, money } from "./derived.js";

const REASONS = [["heldByPower", "power", "power limit"], ["heldByThermal", "thermal", "heat, by the driver"], ["heldByHardwareThermal", "hardwareThermal", "heat, by the hardware"], ["heldByPowerBrake", "powerBrake", "power brake"], ["heldBySyncBoost", "syncBoost", "sync boost"]];
const GROUPS = { held: "Held back, for each reason", derived: "Worked out by the portal", counters: "Performance counters, while somebody looks", links: "Links", health: "Memory's health", card: "The card" };
const rate = bytes => bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB/s` : bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB/s` : `${Math.round(bytes / 1e3)} kB/s`;
const amount = bytes => bytes >= 1e12 ? `${(bytes / 1e12).toFixed(2)} TB` : bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${(bytes / 1e6).toFixed(1)} MB`;
const yes = value => value ? "yes" : "no";

export class GpuDetails {
  #rows = new Map(); #groups = {}; #index; #age;

  constructor(index) {
    this.#index = index;
    this.#age = element("p", { class: "gpu-trend-label" });
    this.root = element("details", { class: "gpu-details", "data-testid": "gpu-details" }, element("summary", {}, "Health and links"));
    for (const [key, words] of Object.entries(GROUPS)) {
      const list = element("dl", { class: "gpu-small" });
      this.#groups[key] = { list, section: element("section", { hidden: "", "data-group": key }, element("h4", {}, words), list) };
    }
    this.root.append(element("div", { class: "gpu-detail-groups" }, ...Object.values(this.#groups).map(group => group.section)), this.#age);
  }

  draw(host) {
    const slow = host.slow, i = this.#index, info = host.info?.gpus[i];
    this.root.hidden = !slow && !info && !host.idle;
    if (!this.root.open || this.root.hidden) return;
    const at = name => slow?.[name]?.[i] ?? null, live = name => host.last?.[name]?.[i] ?? null;
    for (const [name, lately, words] of REASONS) this.#put("held", words, at(name), seconds => heldWords(seconds, host.held, lately, i));
    this.#drawDerived(host, i);
    this.#drawCounters(live);
    this.#drawLinks(at, live, info);
    this.#drawHealth(at);
    this.#drawCard(at, live, info, host);
    for (const group of Object.values(this.#groups)) group.section.hidden = ![...group.list.children].some(row => !row.hidden);
    setText(this.#age, slow ? `Read ${clockTime(slow.at)}; links, health and held-back time are read every few seconds.` : "");
  }

  // What is worked out, with the words that say how.
  #drawDerived(host, i) {
    const put = (label, value, write, about) => this.#put("derived", label, value, write, about);
    const { prices, idle } = host, energy = energyToday(host.today, prices, [i]);
    put("Energy today", energy, ({ kwh }) => `${kwh.toFixed(kwh < 10 ? 3 : 1)} kWh since ${clock(host.today.since)} UTC`, "by the driver's counter");
    put("Energy cost today", energy, ({ cost }) => cost === null ? "no price (energy.kwh)" : money(cost, prices.currency), "energy × price of a kWh");
    const since = host.today?.since ?? idle?.since ?? null, hourly = hourlyToday(since, host.last.at, prices, [i]);
    put("By the hour, today", since, () => hourly ? `${money(hourly.cost, prices.currency)} for ${duration(hourly.hours * 3.6e6)}` : "no price by the hour", "hours since then × price, used or not");
    put("Idle today", idleShare(idle, i), share => `${percent(100 * share)} of ${duration(idle.measured[i] * 1000)}`, idle ? idleWords(idle) : null);
    const left = headroom(host, i);
    put("Headroom, 15 min", left.memory ?? left.power ?? left.temperature, () => `${figure(left.memory, memory)}, ${figure(left.power, watts)}, ${figure(left.temperature, celsius)}`, "limit less the highest: memory, power, temperature");
    put("Without work, 15 min", left.work, percent, "100 % less the mean utilisation");
  }

  #drawCounters(live) {
    const put = (label, value, write) => this.#put("counters", label, value, write);
    put("SM active, occupied", live("smActivity"), value => `${percent(value)}, ${figure(live("smOccupancy"), percent)}`);
    put("Tensor, DRAM", live("tensorActivity") ?? live("dramActivity"), () => `${figure(live("tensorActivity"), percent)}, ${figure(live("dramActivity"), percent)}`);
    put("PCIe sent, received", live("pcieSentRate") ?? live("pcieReceivedRate"), () => `${figure(live("pcieSentRate"), rate)}, ${figure(live("pcieReceivedRate"), rate)}`);
    put("NVLink sent, received", live("linkSentRate") ?? live("linkReceivedRate"), () => `${figure(live("linkSentRate"), rate)}, ${figure(live("linkReceivedRate"), rate)}`);
  }

  #drawLinks(at, live, info) {
    const put = (label, value, write, about) => this.#put("links", label, value, write, about);
    const of = most => most ? ` of ${most}` : "";
    put("PCI Express", at("pcieGeneration") ?? at("pcieWidth"), () => `gen ${figure(at("pcieGeneration"), String)}${of(info?.pcieGenerationMax)}, × ${figure(at("pcieWidth"), String)}${of(info?.pcieWidthMax)}`);
    put("PCIe sent, received", at("pcieSent") ?? at("pcieReceived"), () => `${figure(at("pcieSent"), rate)}, ${figure(at("pcieReceived"), rate)}`, "mean of 20 ms");
    put("PCIe replays", at("pcieReplays"), String);
    put("NVLink up, errors", at("linksUp"), value => `${value}, ${figure(at("linkErrors"), String)}`);
    put("NVLink sent, received", at("linkSent") ?? at("linkReceived"), () => `${figure(at("linkSent"), amount)}, ${figure(at("linkReceived"), amount)}`, "since the driver was loaded");
  }

  #drawHealth(at) {
    const put = (label, value, write, about) => this.#put("health", label, value, write, about);
    put("ECC over its life", at("eccCorrectedLife") ?? at("eccUncorrectedLife"), () => `${figure(at("eccCorrectedLife"), String)} / ${figure(at("eccUncorrectedLife"), String)}`, "corrected / not");
    put("Rows remapped", at("remappedCorrected") ?? at("remappedUncorrected"), () => `${figure(at("remappedCorrected"), String)} / ${figure(at("remappedUncorrected"), String)}`, "for corrected errors / for others");
    put("Pages retired", at("retiredPages"), String);
    put("Repair at next reset", at("repairPending"), yes);
    put("Out of spare rows", at("remapFailed"), yes);
    put("Memory reserved", at("memoryReserved"), memory);
  }

  #drawCard(at, live, info, host) {
    const put = (label, value, write, about) => this.#put("card", label, value, write, about);
    const text = value => value ? value : null;
    put("Most clocks, SM and memory", info?.smClockMax ?? info?.memoryClockMax ?? null, () => `${figure(info.smClockMax, Math.round)}, ${figure(info.memoryClockMax, megahertz)}`);
    put("Slows down, switches off at", info?.temperatureSlowdown ?? info?.temperatureShutdown ?? null, () => `${figure(info.temperatureSlowdown, celsius)}, ${figure(info.temperatureShutdown, celsius)}`);
    put("Left to the slowdown", live("temperatureMargin"), value => `${Math.round(value)} °C`);
    put("Most for its memory", info?.memoryTemperatureMax ?? null, celsius);
    put("Utilization now", live("utilizationRepeated"), repeated => repeated ? "a repeat: the driver measured nothing new" : "measured anew");
    put("Power at the instant", live("powerInstant"), value => `${value.toFixed(1)} W`);
    put("Power limits", info?.powerLimitMax ?? null, most => `${figure(info.powerLimitMin, String)} to ${most} W, made for ${figure(info.powerLimitDefault, String)} W`);
    put("Energy counter", at("energy"), joules => `${(joules / 3.6e6).toFixed(2)} kWh`, "since the driver was loaded");
    put("Encoder, decoder", at("encoder") ?? at("decoder"), () => `${figure(at("encoder"), percent)}, ${figure(at("decoder"), percent)}`);
    put("Compute mode", text(info?.computeMode), String);
    put("ECC, persistence", info?.ecc ?? info?.persistence ?? null, () => `${figure(info.ecc, yes)}, ${figure(info.persistence, yes)}`);
    put("Cut into parts (MIG)", info?.mig ?? null, yes);
    put("UUID", text(info?.uuid), String);
    put("PCI bus", text(info?.pciBusId), String);
    put("Serial number", text(info?.serial), String);
    put("Firmware", text(info?.vbios), String);
    put("Driver, CUDA", text(host.info?.driver) ?? text(host.info?.cuda), () => `${host.info.driver ?? "–"}, ${host.info.cuda ?? "–"}`);
  }

  #put(group, label, value, write, about = null) {
    const key = `${group}/${label}`;
    let row = this.#rows.get(key);
    if (value === null || value === undefined) {
      if (row) row.line.hidden = true;
      return;
    }
    if (!row) {
      row = { value: element("dd"), about: element("small") };
      row.line = element("div", {}, element("dt", {}, label, " ", row.about), row.value);
      this.#groups[group].list.append(row.line);
      this.#rows.set(key, row);
    }
    row.line.hidden = false;
    setText(row.about, about ?? "");
    setText(row.value, write(value));
  }
}
