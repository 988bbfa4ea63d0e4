// Alerts as a list, or their number.
import { ageWords } from "../time.js";
import { addressWith, el } from "./dom.js";
import { alertsOf, groupsOf } from "./data/lists.js";

const tones = { firing: "bad", pending: "warn", error: "bad", normal: "good" };
const words = { firing: "Firing", pending: "Pending", error: "Broken rule", normal: "Normal" };

export function create({ body }) {
  const box = el("div", { class: "op-viz-items", tabindex: "0", role: "region", "aria-label": "Alerts" });
  body.append(box);
  return {
    update(answer, { title }) {
      const { options } = answer.spec;
      const alerts = alertsOf(answer.frames);
      box.setAttribute("aria-label", `${title || "Alerts"}: ${alerts.length}`);
      if (options.viewMode === "stat") {
        const worst = alerts.some(alert => alert.state === "firing" || alert.state === "error") ? "bad" : alerts.some(alert => alert.state === "pending") ? "warn" : "good";
        box.replaceChildren(el("p", { class: "op-viz-count", data: { tone: worst } }, String(alerts.length), el("span", {}, alerts.length === 1 ? "alert" : "alerts")));
        return null;
      }
      if (alerts.length === 0) return "No alerts match.";
      const most = options.maxItems > 0 ? options.maxItems : 20;
      box.replaceChildren(
        ...groupsOf(alerts.slice(0, most), options.groupMode === "custom" ? options.groupBy ?? [] : []).flatMap(({ name, items }) => [name && el("h3", {}, name), el("ul", {}, items.map(item))].filter(Boolean)),
        ...(alerts.length > most ? [el("p", { class: "op-muted op-small" }, `And ${alerts.length - most} more: `, el("a", { href: "/explore/rules" }, "all rules"))] : []));
      return null;
    },
  };
}

function item({ state, name, since, labels, summary, query, server }) {
  const href = addressWith("/explore", { q: query, server: server === "default" ? null : server, ...(since ? { from: since - 1_800_000, to: "now" } : {}) });
  return el("li", {},
    el("span", { class: "op-badge", data: { tone: tones[state] ?? "" } }, words[state] ?? state),
    el("div", {},
      el("div", {}, el("a", { href }, name), since && el("time", { class: "op-muted op-small", "data-age": "", datetime: new Date(since).toISOString() }, ageWords(Math.max(0, Date.now() - since)))),
      summary && el("div", { class: "op-small" }, summary),
      labels.length > 0 && el("div", { class: "op-muted op-small" }, labels.map(([label, value]) => `${label}=${value}`).join("  "))));
}
