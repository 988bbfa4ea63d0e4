// A flight recording as a chart: one figure of all GPUs of the host, zoomed and picked as on the live page.
import { Compare } from "./compare.js";
import { element } from "./dom.js";
import { Host } from "./host.js";

const FIGURES = { utilization: "Utilization", memory: "Memory", temperature: "Temperature", power: "Power" };
const SHORTEST_HOLE = 12_000;

/** The recorded host; where its samples lay further apart (an exporter's) the line goes on between them. */
export function recorded({ host, gpus, history }) {
  const made = new Host(host);
  made.describe({ host, source: "", info: { gpus }, history });
  const steps = history.at.slice(1).map((at, i) => at - history.at[i]).sort((a, b) => a - b);
  Object.defineProperty(made, "gap", { value: Math.max(SHORTEST_HOLE, 3 * (steps[Math.floor(steps.length / 2)] ?? 0)) });
  return made;
}

/** Draws into the element; the answer has dispose(). */
export function mountRecording(root, recording) {
  if (!root) return { dispose() {} };
  const hosts = new Map([[recording.host, recorded(recording)]]), compare = new Compare(() => draw(), "The whole recording");
  let trend = "utilization", request = 0;
  const buttons = Object.entries(FIGURES).map(([key, words]) => {
    const button = element("button", { class: "op-btn", type: "button", "data-figure": key }, words);
    button.addEventListener("click", () => { trend = key; compare.forgetColours(); draw(); });
    return button;
  });
  function draw() {
    request ||= requestAnimationFrame(() => {
      request = 0;
      for (const button of buttons) button.setAttribute("aria-pressed", button.dataset.figure === trend);
      compare.draw(hosts, { host: recording.host, trend, words: "As it was recorded. Drag to zoom, choose in the legend to compare." });
    });
  }
  const themes = new MutationObserver(() => { compare.forgetColours(); draw(); });
  themes.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  root.replaceChildren(element("div", { class: "op-btn-group", role: "group", "aria-label": "Figure" }, ...buttons), compare.root);
  draw();
  return {
    dispose() {
      cancelAnimationFrame(request);
      themes.disconnect();
      compare.dispose();
      root.replaceChildren();
    },
  };
}
