// What a card shows when its "Health and links" is open: figures that seldom change, time held back, energy of the day.
import { element, setText, figure, percent, celsius, watts, memory, duration } from "./dom.js";
import { clock, energyToday, headroom, hourlyToday, idleShare, idleWords, money } from "./derived.js";

const REASONS = [["heldByPower", "power limit"], ["heldByThermal", "heat, by the driver"], ["heldByHardwareThermal", "heat, by the hardware"], ["heldByPowerBrake", "power brake"], ["heldBySyncBoost", "sync boost"]];
const rate = bytes => bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB/s` : bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB/s` : `${Math.round(bytes / 1e3)} kB/s`;
const yes = value => value ? "yes" : "no";

export class GpuDetails {
  #rows = new Map(); #list; #index; #age;

  constructor(index) {
    this.#index = index;
    this.#list = element("dl", { class: "gpu-small" });
    this.#age = element("p", { class: "gpu-trend-label" });
    this.root = element("details", { class: "gpu-details", "data-testid": "gpu-details" }, element("summary", {}, "Health and links"), this.#list, this.#age);
  }

  draw(host) {
    const slow = host.slow, i = this.#index, info = host.info?.gpus[i];
    this.root.hidden = !slow && !info?.powerLimitMax && !host.idle;
    if (!this.root.open || this.root.hidden) return;
    const at = name => slow?.[name]?.[i] ?? null, live = name => host.last?.[name]?.[i] ?? null;
    for (const [name, words] of REASONS) this.#put(`Held back: ${words}`, at(name), seconds => seconds === 0 ? "never" : duration(seconds * 1000));
    this.#drawDerived(host, i);
    this.#put("SM active, occupied", live("smActivity"), value => `${percent(value)}, ${figure(live("smOccupancy"), percent)}`);
    this.#put("Tensor, DRAM", live("tensorActivity") ?? live("dramActivity"), () => `${figure(live("tensorActivity"), percent)}, ${figure(live("dramActivity"), percent)}`);
    this.#put("PCI Express", at("pcieGeneration"), value => `gen ${value}${info?.pcieGenerationMax ? ` of ${info.pcieGenerationMax}` : ""}, × ${figure(at("pcieWidth"), String)}`);
    this.#put("PCIe sent, received", at("pcieSent"), value => `${rate(value)}, ${figure(at("pcieReceived"), rate)}`);
    this.#put("PCIe replays", at("pcieReplays"), String);
    this.#put("NVLink up, errors", at("linksUp"), value => `${value}, ${figure(at("linkErrors"), String)}`);
    this.#put("ECC over its life", at("eccCorrectedLife"), value => `${value} / ${figure(at("eccUncorrectedLife"), String)}`);
    this.#put("Rows remapped", at("remappedCorrected"), value => `${value} / ${figure(at("remappedUncorrected"), String)}`);
    this.#put("Pages retired", at("retiredPages"), String);
    this.#put("Repair at next reset", at("repairPending"), yes);
    this.#put("Out of spare rows", at("remapFailed"), yes);
    this.#put("Memory reserved", at("memoryReserved"), memory);
    this.#put("Encoder, decoder", at("encoder"), value => `${percent(value)}, ${figure(at("decoder"), percent)}`);
    this.#put("Power limits", info?.powerLimitMax ?? null, most => `${figure(info.powerLimitMin, String)} to ${most} W, made for ${figure(info.powerLimitDefault, String)} W`);
    this.#put("Compute mode", info?.computeMode ?? null, String);
    this.#put("ECC, persistence", info?.ecc ?? info?.persistence ?? null, () => `${figure(info.ecc, yes)}, ${figure(info.persistence, yes)}`);
    this.#drawParts(slow?.parts, i);
    setText(this.#age, slow ? `Read ${new Date(slow.at).toLocaleTimeString()}; these are read every few seconds.${host.idle ? ` Idle means ${idleWords(host.idle).slice(6)}.` : ""}` : "");
  }

  // What is worked out, with the words that say how.
  #drawDerived(host, i) {
    const { prices, idle } = host, energy = energyToday(host.today, prices, [i]);
    this.#put("Energy today", energy, ({ kwh }) => `${kwh.toFixed(kwh < 10 ? 3 : 1)} kWh since ${clock(host.today.since)} UTC`, "by the driver's counter");
    this.#put("Energy cost today", energy, ({ cost }) => cost === null ? "no price (energy.kwh)" : money(cost, prices.currency), "energy × price of a kWh");
    const since = host.today?.since ?? idle?.since ?? null, hourly = hourlyToday(since, host.last.at, prices, [i]);
    this.#put("By the hour, today", since, () => hourly ? `${money(hourly.cost, prices.currency)} for ${duration(hourly.hours * 3.6e6)}` : "no price by the hour", "hours since then × price, used or not");
    this.#put("Idle today", idleShare(idle, i), share => `${percent(100 * share)} of ${duration(idle.measured[i] * 1000)}`, idle ? idleWords(idle) : null);
    const left = headroom(host, i);
    this.#put("Headroom, 15 min", left.memory ?? left.power ?? left.temperature, () => `${figure(left.memory, memory)}, ${figure(left.power, watts)}, ${figure(left.temperature, celsius)}`, "limit less the highest: memory, power, temperature");
    this.#put("Without work, 15 min", left.work, percent, "100 % less the mean utilisation");
  }

  #drawParts(parts, index) {
    for (let row = 0; row < (parts?.gpu.length ?? 0); row++) {
      if (parts.gpu[row] !== index) continue;
      this.#put(`MIG ${parts.profile[row] ?? ""} (${parts.instance[row]}/${parts.compute[row]})`, parts.memoryUsed[row], used => `${memory(used)} of ${figure(parts.memoryTotal[row], memory)}, SM active ${figure(parts.smActivity?.[row] ?? null, percent, "absent")}`);
    }
  }

  #put(label, value, write, about = null) {
    let row = this.#rows.get(label);
    if (value === null || value === undefined) {
      if (row) row.parentElement.hidden = true;
      return;
    }
    if (!row) {
      row = element("dd");
      this.#list.append(element("div", { title: about }, element("dt", {}, label), row));
      this.#rows.set(label, row);
    }
    row.parentElement.hidden = false;
    if (about && row.parentElement.title !== about) row.parentElement.title = about;
    setText(row, write(value));
  }
}
