// A whole dashboard as one CSV, a value a row: panel, query, time or row, field, labels, value. Asked as its panels are asked,
// a few at a time; those of folded rows too.
import { resolveRange } from "../range.js";

const atOnce = 4;
const width = 800; // points as a panel of this width shows them
const head = ["panel", "panel_id", "copy", "query", "row", "time", "field", "labels", "value"];

/** @param panels as the server lists them: {uid, panel, vars, from, to, title, version, draft} */
export async function csv(panels, title) {
  const lines = [head];
  const answers = new Array(panels.length);
  let next = 0;
  const work = async () => {
    while (next < panels.length) {
      const i = next++;
      answers[i] = await answerOf(panels[i]).catch(error => ({ error: error.message }));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  panels.forEach((panel, i) => lines.push(...rowsOf(panel, answers[i])));
  save(lines.map(line => line.map(cell).join(",")).join("\r\n") + "\r\n", `${title.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").toLowerCase() || "dashboard"}.csv`);
}

async function answerOf(data) {
  const [from, to] = resolveRange(data.from, data.to);
  const span = `from=${Math.floor(from)}&to=${Math.floor(to)}&width=${width}${data.vars ? `&${data.vars}` : ""}`;
  const answer = data.draft
    ? await fetch(`/api/v1/dashboards/panel-data?${span}`, { method: "POST", headers: { "Content-Type": "application/json" }, body: data.draft })
    : await fetch(`/api/v1/dashboards/${encodeURIComponent(data.uid)}/panels/${data.panel}/data?${span}${data.version ? `&version=${data.version}` : ""}`);
  if (!answer.ok) throw new Error(`answered ${answer.status}`);
  return answer.json();
}

/** Rows of one panel's answer; exported for tests. */
export function rowsOf(data, answer) {
  const copy = [...new URLSearchParams(data.vars ?? "")].filter(([name]) => name.startsWith("scope-")).map(([name, value]) => `${name.slice(6)}=${value}`).join(" ");
  const title = answer?.spec?.title || data.title;
  if (!answer?.frames) return [[title, data.panel, copy, "", "", "", "error", "", answer?.error ?? "no answer"]];
  const rows = [];
  for (const frame of answer.frames) {
    const time = frame.fields.find(field => field.type === "time");
    for (const field of frame.fields) {
      if (field === time) continue;
      const labels = Object.entries(field.labels ?? {}).map(([name, value]) => `${name}=${value}`).join(" ");
      field.values.forEach((value, i) => {
        if (value === null) return;
        const at = time?.values[i];
        rows.push([title, data.panel, copy, frame.refId ?? "", i, typeof at === "number" ? new Date(at).toISOString() : "", field.display ?? field.name, labels, value]);
      });
    }
  }
  return rows;
}

/** One cell: quoted where it must be, and never read as a formula by a spreadsheet. */
export function cell(value) {
  let text = String(value ?? "");
  if (typeof value === "string" && /^[=+\-@\t\r]/.test(text) && !/^-?\d/.test(text)) text = "'" + text;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function save(text, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(["\uFEFF", text], { type: "text/csv" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
