// <op-metrics data-server="">: every metric with type and help, its cardinality on demand; a click puts it into the query.
import { getKept } from "./api.js";

const shownAtMost = 100;

// When the circuit comes up, the server draws the page anew: what was open is opened again, with what was written and counted in it.
const carryMs = 3000;
let before = { at: -Infinity, words: "" };
const counted = new Set();

export function mount(element) {
  element.innerHTML = `<div class="op-field"><label for="op-metric-filter">Find a metric by name, help or type</label><input class="op-input" id="op-metric-filter" type="search" autocomplete="off" spellcheck="false"></div>
    <p class="op-muted op-small" role="status"></p><ul class="op-explore-list op-metric-list"></ul>`;
  const [field, status, list] = ["input", "p", "ul"].map(name => element.querySelector(name));
  const pop = element.closest("details");
  let metrics = null;
  let gone = false;

  async function load() {
    status.textContent = "Loading…";
    const answer = await getKept("metrics", { server: element.dataset.server });
    if (gone) return;
    if (answer.error) { metrics = null; status.textContent = answer.error.reason; list.replaceChildren(); return; }
    metrics = answer.metrics.map(one => ({ ...one, found: `${one.name} ${one.type} ${one.help}`.toLowerCase() }));
    metrics.isCut = answer.isCut;
    draw();
  }

  function draw() {
    if (!metrics) return;
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    const hits = metrics.filter(one => words.every(word => one.found.includes(word)));
    status.textContent = metrics.length === 0 ? "This server has no metric." : hits.length === 0 ? "No metric has these words."
      : `${hits.length} of ${metrics.length}${metrics.isCut ? " and more" : ""} metrics${hits.length > shownAtMost ? `, the first ${shownAtMost} shown` : ""}`;
    list.replaceChildren(...hits.slice(0, shownAtMost).map(row));
  }

  function row(metric) {
    const item = document.createElement("li");
    const use = button("op-metric-name", metric.name, () => element.dispatchEvent(new CustomEvent("op-metric", { bubbles: true, detail: { text: metric.name, run: true } })));
    use.addEventListener("click", () => pop && (pop.open = false));
    const about = document.createElement("span");
    about.className = "op-muted op-small";
    about.textContent = [metric.type || "type unknown", metric.unit, metric.help || "nobody describes it"].filter(Boolean).join(" · ");
    const count = button("op-btn op-btn-small", "Count series", async () => {
      counted.add(key);
      count.disabled = true;
      const answer = await getKept("cardinality", { metric: metric.name, server: element.dataset.server });
      count.disabled = false;
      detail.textContent = answer.error?.reason ?? describe(answer);
    });
    const key = `${element.dataset.server ?? ""}\n${metric.name}`;
    count.setAttribute("aria-label", `Count series of ${metric.name}`);
    const detail = document.createElement("span");
    detail.className = "op-small op-metric-count";
    detail.setAttribute("role", "status");
    item.append(use, about, count, detail);
    if (counted.has(key)) count.click();
    return item;
  }

  const opened = () => { if (pop.open && !metrics) load(); if (pop.open) field.focus(); };
  field.addEventListener("input", draw);
  pop?.addEventListener("toggle", opened);
  if (pop && performance.now() - before.at < carryMs) {
    field.value = before.words;
    pop.open = true;
  }
  if (pop?.open) load();
  return {
    update() { metrics = null; if (pop?.open) load(); },
    destroy() {
      gone = true;
      if (pop?.open) before = { at: performance.now(), words: field.value };
      pop?.removeEventListener("toggle", opened);
    },
  };
}

function describe({ series, labels, isCut }) {
  const words = `${series.toLocaleString("en")} series`;
  if (isCut) return `${words}: too many to look at their labels`;
  return labels.length ? `${words}: ${labels.slice(0, 8).map(one => `${one.name} (${one.values})`).join(", ")}` : words;
}

function button(className, text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = className;
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}
