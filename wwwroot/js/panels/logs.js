// Logs: lines with their time and level; a line opens to its labels.
import { preciseDate, preciseTime } from "../zone.js";
import { pinned, watchCrosshair } from "../chart/crosshair.js";
import { commonLabels, deduped } from "./data/log-lines.js";
import { el } from "./dom.js";

const levels = [["critical", /\b(crit(ical)?|fatal|panic|emerg|alert)\b/i], ["error", /\b(err(or)?|exception)\b/i], ["warn", /\bwarn(ing)?\b/i], ["info", /\b(info|notice)\b/i], ["debug", /\b(debug|trace)\b/i]];
const chunk = 200;

export function create({ body }) {
  const box = el("div", { class: "op-viz-logs", tabindex: "0", role: "log", "aria-live": "off" });
  body.append(box);
  let rows = [];
  // The pinned instant is where the reader looks: the line nearest to it is marked.
  const stop = watchCrosshair((hover, at) => mark(at));
  let marked = null;

  function mark(at) {
    marked?.removeAttribute("data-near");
    marked = null;
    if (at === null || rows.length === 0) return;
    const best = rows.reduce((found, row) => (Math.abs(row.at - at) < Math.abs(found.at - at) ? row : found));
    marked = best.element;
    marked?.setAttribute("data-near", "");
  }

  return {
    update(answer) {
      const { options } = answer.spec;
      const lines = deduped(linesOf(answer.frames), options);
      if (lines.length === 0) return "No lines in this time range.";
      const away = box.scrollTop;
      box.toggleAttribute("data-nowrap", options.wrapLogMessage === false);
      const shared = options.showCommonLabels ? commonLabels(lines) : [];
      box.replaceChildren(...(shared.length > 0 ? [el("p", { class: "op-muted" }, `All: ${shared.map(([name, value]) => `${name}=${value}`).join(" ")}`)] : []));
      rows = [];
      let next = 0;
      const more = count => {
        for (const end = Math.min(next + count, lines.length); next < end; next++) {
          const element = lineOf(lines[next], options);
          rows.push({ at: lines[next].at, element });
          box.append(element);
        }
      };
      more(Math.max(chunk, Math.ceil(away / 14)));
      box.onscroll = () => { if (next < lines.length && box.scrollTop + box.clientHeight > box.scrollHeight - 400) more(chunk); };
      box.scrollTop = away;
      box.setAttribute("aria-label", `${lines.length} log lines`);
      mark(pinned());
      return null;
    },
    destroy() {
      stop();
      box.onscroll = null;
    },
  };
}

/** [{at (ms), body, labels, level}] of the frames that hold logs. */
export function linesOf(frames) {
  return frames.flatMap(frame => {
    const time = frame.fields.find(field => field.type === "time");
    const words = frame.fields.find(field => /^(body|line|content|message)$/i.test(field.name)) ?? frame.fields.find(field => field.type === "string");
    const labels = frame.fields.find(field => /^labels$/i.test(field.name));
    const named = frame.fields.find(field => /^(level|severity)$/i.test(field.name));
    if (!time || !words) return [];
    return words.values.map((body, i) => {
      const own = labels?.values[i] ?? words.labels ?? {};
      return { at: time.values[i], body: String(body ?? ""), labels: typeof own === "string" ? read(own) : own, level: levelOf(named?.values[i] ?? own.level ?? own.detected_level ?? own.severity, String(body ?? "")) };
    });
  });
}

function read(words) {
  try { return JSON.parse(words); } catch { return { labels: words }; }
}

function levelOf(named, body) {
  const from = named ?? /\blevel=["']?(\w+)|"level"\s*:\s*"(\w+)"/i.exec(body)?.slice(1).find(Boolean) ?? body.slice(0, 120);
  return levels.find(([, words]) => words.test(from))?.[0] ?? "";
}

function lineOf({ at, body, labels, level, times = 1 }, options) {
  const parts = [options.showTime === false ? null : el("time", { datetime: new Date(at).toISOString(), title: preciseDate(at) }, preciseTime(at))];
  if (options.showLabels) parts.push(el("span", { class: "op-muted" }, Object.entries(labels).map(([name, value]) => `${name}=${value}`).join(" ")));
  if (times > 1) parts.push(el("span", { class: "op-muted", title: "Lines like it in a row" }, `${times}×`));
  parts.push(el("span", {}, options.prettifyLogMessage ? pretty(body) : body));
  const attributes = { class: "op-log-line", data: { level } };
  if (options.enableLogDetails === false) return el("div", attributes, parts);
  const details = el("details", {}, el("summary", attributes, parts));
  details.ontoggle = () => {
    if (details.open && details.children.length === 1) details.append(el("dl", { class: "op-kv" }, [["time", preciseDate(at)], ...Object.entries(labels)].flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, String(value))])));
  };
  return details;
}

function pretty(body) {
  try { return JSON.stringify(JSON.parse(body), null, 2); } catch { return body; }
}
