// The parts that a GPU is cut into (MIG), each with its own memory and use. Shown openly: a cut card has no use of its own.
import { element, setText, figure, percent, memory, ofTotal } from "./dom.js";

export class GpuParts {
  #rows = new Map();
  #list = element("dl", { class: "gpu-small" });

  constructor() {
    this.root = element("section", { class: "gpu-parts", hidden: "", "data-testid": "gpu-parts" }, element("h4", {}, "Parts (MIG): memory, SM active"), this.#list);
  }

  draw(parts, index) {
    const seen = new Set();
    for (let row = 0; row < (parts?.gpu.length ?? 0); row++) {
      if (parts.gpu[row] !== index) continue;
      const key = `${parts.instance[row]}/${parts.compute[row]}`;
      seen.add(key);
      let made = this.#rows.get(key);
      if (!made) {
        made = { name: element("dt"), value: element("dd") };
        made.line = element("div", {}, made.name, made.value);
        this.#list.append(made.line);
        this.#rows.set(key, made);
      }
      const total = parts.memoryTotal[row];
      setText(made.name, `${parts.profile[row] ?? "part"} (${key})`);
      setText(made.value, `${figure(parts.memoryUsed[row], used => total ? ofTotal(used, total) : memory(used))}, ${figure(parts.smActivity?.[row] ?? null, percent, "absent")}`);
    }
    for (const [key, made] of this.#rows) if (!seen.has(key)) { made.line.remove(); this.#rows.delete(key); }
    this.root.hidden = seen.size === 0;
  }
}
