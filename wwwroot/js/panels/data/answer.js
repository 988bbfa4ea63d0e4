// Asks for a panel's answer (GET …/panels/{id}/data, or POST for a draft) and reads it. One question at a time a panel; ETags keep what hasn't changed.
import { stepFor } from "../../chart/data.js";
import { resolveRange } from "../../range.js";
import { asBegun } from "./begun.js";

/** What is asked, without the moment: while it stays the same, an older answer still says something. */
export const questionKey = data => [data.uid, data.panel, data.vars, data.from, data.to, data.version, data.revision, data.draft].join("\n");

/** The question of a panel's attributes at that width: {url, body, key}. Ends are cut to a grain, so that all viewers ask the same
 * (FirstPanels.cs, which begins to ask before the browser does, writes the same address). */
export function questionOf(data, width) {
  const [from, to] = resolveRange(data.from ?? "now-1h", data.to ?? "now");
  const pixels = Math.max(100, Math.ceil(width / 100) * 100);
  const grain = Math.min(stepFor((to - from) / 1000, pixels), 10) * 1000;
  const parameters = new URLSearchParams(data.vars ?? "");
  const moving = /^now/.test(data.to ?? "now");
  parameters.set("from", String(/^\d+$/.test(data.from ?? "") ? from : Math.floor(from / grain) * grain));
  parameters.set("to", String(moving ? Math.floor(to / grain) * grain : to));
  parameters.set("width", String(pixels));
  // Between two moments a panel's own "last hour" has no say.
  if (!moving && !/^now/.test(data.from ?? "now")) parameters.set("fixed", "1");
  if (data.version) parameters.set("version", data.version);
  // Browsers keep answers for some seconds; those of another saved version are others.
  if (data.revision) parameters.set("revision", data.revision);
  const key = questionKey(data);
  return data.draft
    ? { url: `/api/v1/dashboards/panel-data?${parameters}`, body: data.draft, key }
    : { url: `/api/v1/dashboards/${encodeURIComponent(data.uid ?? "")}/panels/${encodeURIComponent(data.panel ?? "")}/data?${parameters}`, body: null, key };
}

const failed = (kind, text) => ({ problem: { kind, text } });

/**
 * {answer, etag}, {unchanged: true} or {problem: {kind: failed | notConfigured | signedOut | gone, text}}. Rejects only when aborted.
 */
export async function ask({ url, body }, etag, signal) {
  const headers = { ...(body ? { "content-type": "application/json" } : {}), ...(etag ? { "if-none-match": etag } : {}) };
  try {
    const response = await fetch(body || etag ? url : asBegun(url), { method: body ? "POST" : "GET", body, headers, signal, credentials: "same-origin" });
    if (response.status === 304) return { unchanged: true };
    if (response.status === 401 || response.redirected) return failed("signedOut", "You are signed out. Load the page again to sign in.");
    const json = response.headers.get("content-type")?.includes("json") ? await response.json() : null;
    // The portal may have written it some seconds ago, for somebody else.
    const age = Number(response.headers.get("age")) || 0;
    if (response.ok && json?.spec) return { answer: aged(decode(json), age), etag: response.headers.get("etag") };
    if (response.status === 404) return failed("gone", json?.detail || "This panel isn't in the dashboard any more.");
    return failed("failed", json?.detail || json?.title || `The portal answered ${response.status}.`);
  } catch (error) {
    if (error.name === "AbortError" && signal.aborted) throw error;
    return failed("failed", error instanceof SyntaxError ? "The portal's answer can't be read." : "The portal doesn't answer.");
  }
}

function aged(answer, seconds) {
  answer.meta.ageSeconds = (answer.meta.ageSeconds ?? 0) + seconds;
  return answer;
}

/** Numbers that JSON has no words for come as "NaN", "Infinity", "-Infinity". What is missing in a frame is made empty. */
export function decode(answer) {
  answer.frames ??= [];
  answer.notices ??= [];
  answer.meta ??= {};
  answer.meta.queries ??= [];
  answer.spec.options ??= {};
  for (const frame of answer.frames) for (const field of (frame.fields ??= [])) {
    field.config ??= {};
    field.values ??= [];
    field.labels ??= {};
    field.display ??= field.config.displayName ?? field.name;
    if (field.type === "frame") for (const cell of field.values) if (cell) {
      cell.values = cell.values.map(value => (typeof value === "string" ? Number(value) : value));
      if (typeof cell.value === "string") cell.value = Number(cell.value);
    }
    if (field.type === "number" || field.type === "time") for (let i = 0; i < field.values.length; i++) if (typeof field.values[i] === "string") field.values[i] = Number(field.values[i]);
  }
  // What is drawn over the data is no part of them.
  answer.exemplars = answer.frames.filter(frame => frame.topic === "exemplar");
  answer.frames = answer.frames.filter(frame => frame.topic !== "exemplar");
  return answer;
}
