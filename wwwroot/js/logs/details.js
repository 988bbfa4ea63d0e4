// Everything about one line: its fields, each with buttons that narrow the query; its JSON; what is around it; where it leads.
import { el, safeUrl } from "../panels/dom.js";
import { fullTime } from "../zone.js";
import { jsonTree } from "./json-tree.js";
import { fieldName } from "./query.js";
import { allFields, fieldsOf, logfmtOf, stripAnsi, visible } from "./text.js";

const longest = 32 * 1024;

/**
 * on: {close, narrow({name, value, op, kind, parser}), context(row), correlate(value), column(name), stats(name), link(row)}
 * about: {trace: "https://…{trace_id}…", correlating: [names]}
 */
export function details(row, about, on) {
  const button = (text, label, act) => el("button", { class: "op-log-act", type: "button", "aria-label": label, title: label, onclick: act }, text);
  // A field that is called as a label is has another name in a query.
  const asked = (name, kind) => (kind === "field" && (fieldName(name) in row.labels || fieldName(name) in (row.metadata ?? {})) ? fieldName(name) + "_extracted" : name);
  const acts = (name, value, kind, parser) => el("span", { class: "op-log-acts" },
    button("=", `Only lines with ${name} = ${short(value)}`, () => on.narrow({ name: asked(name, kind), value, op: "=", kind, parser })),
    button("≠", `No lines with ${name} = ${short(value)}`, () => on.narrow({ name: asked(name, kind), value, op: "!=", kind, parser })),
    button("▤", `Show ${name} as a column`, () => on.column(name)),
    button("Σ", `What values ${name} has`, () => on.stats(name)));

  const section = (title, pairs, kind, parser) => pairs.length === 0 ? null : [
    el("h3", {}, title),
    el("dl", { class: "op-kv op-logfields" }, ...pairs.flatMap(([name, value]) => [
      el("dt", {}, visible(name)), el("dd", {}, el("bdi", {}, visible(cut(value), false)), acts(name, value, kind, parser)),
    ])),
  ];
  const isJson = row.json !== null;
  const own = isJson ? fieldsOf(row.json) : logfmtOf(row.line);
  const known = new Set(own.map(([name]) => fieldName(name)));
  const parsed = Object.entries(row.parsed ?? {}).filter(([name]) => !known.has(name));
  const fields = allFields(row);
  const ids = about.correlating.map(name => [name, fields.get(name)]).filter(([, value]) => value);
  const trace = fields.get("trace_id") ?? fields.get("traceID") ?? fields.get("traceId") ?? fields.get("trace.id");
  const address = about.trace && trace ? safeUrl(about.trace.replace("{trace_id}", encodeURIComponent(trace))) : null;

  return el("section", { class: "op-panel op-logdetails", "aria-label": "The chosen line", data: { testid: "log-details" } },
    el("div", { class: "op-panel-head" },
      el("h2", {}, el("span", { class: "op-badge op-logbadge", data: { level: row.level } }, row.level), " ", visible(row.service)),
      el("button", { class: "op-icon-btn", type: "button", "aria-label": "Close", onclick: on.close }, "✕")),
    el("div", { class: "op-panel-body op-stack" },
      el("p", { class: "op-small" }, el("time", { datetime: new Date(row.ms).toISOString() }, fullTime(row.ms)), " · ", el("code", {}, stamp(row))),
      row.masked ? el("p", { class: "op-small op-muted", data: { testid: "masked" } }, `${row.masked} ${row.masked === 1 ? "place is" : "places are"} masked in this line.`) : null,
      row.cut ? el("p", { class: "op-small op-warn" }, `The line has ${row.cut.toLocaleString("en")} characters; the first ${row.line.length.toLocaleString("en")} are shown. The download has all of it.`) : null,
      el("p", { class: "op-logmessage" }, el("bdi", {}, visible(stripAnsi(row.said.message), false))),
      el("div", { class: "op-row" },
        el("button", { class: "op-btn op-btn-small", type: "button", data: { testid: "context" }, onclick: () => on.context(row) }, "Lines around it"),
        ...ids.map(([name, value]) => el("button", { class: "op-btn op-btn-small", type: "button", title: `${name} = ${short(value)}`, data: { testid: "correlate" }, onclick: () => on.correlate(value) }, `All with this ${name}`)),
        address ? el("a", { class: "op-btn op-btn-small", href: address, rel: "noreferrer", data: { testid: "trace" } }, "Trace") : null,
        el("a", { class: "op-btn op-btn-small", href: on.link(row), data: { testid: "line-link" } }, "Link to this line"),
        el("button", { class: "op-btn op-btn-small", type: "button", data: { copy: row.line } }, "Copy the line"),
        el("button", { class: "op-btn op-btn-small", type: "button", data: { copy: stamp(row) } }, "Copy the time")),
      section(isJson ? "Fields of the line" : "Pairs in the line", own, "field", isJson ? "json" : "logfmt"),
      section("Parsed by the query", parsed, "metadata"),
      section("Labels of the stream", Object.entries(row.labels), "label"),
      section("Metadata", Object.entries(row.metadata ?? {}), "metadata"),
      isJson ? [el("h3", {}, "JSON"), el("div", { data: { testid: "json-tree" } }, jsonTree(row.json, null))] : null,
      el("h3", {}, "Line as stored"),
      el("pre", { class: "op-lograw", tabindex: "0", data: { testid: "raw-line" } }, visible(cut(row.line), false))));
}

/** RFC 3339 with all nine digits. */
export const stamp = row => `${new Date(row.ms).toISOString().slice(0, 19)}.${row.ns.slice(-9)}Z`;

const cut = text => (text.length > longest ? text.slice(0, longest) + `… (${text.length.toLocaleString("en")} characters)` : text);
const short = text => (text.length > 60 ? text.slice(0, 60) + "…" : text);
