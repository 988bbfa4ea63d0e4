// The builder and the LogQL editor, kept in step: the query's text is the one truth, the builder shows it and writes it.
import { getKept } from "../explore/api.js";
import { el } from "../panels/dom.js";
import { levels } from "./levels.js";
import { empty, parse, write } from "./query.js";

const ops = { label: ["=", "!=", "=~", "!~"], field: ["=", "!=", "=~", "!~", ">", "<", ">=", "<="] };

/** on: {run(text, whole: it is written to its end), stop(), typed(text), live(), limit(n), order(oldest)}; services: [{id, name, selector}]; span(): {start, end} nanoseconds as text. */
export function createToolbar(host, { language, stores, services, on, span, value, limit, oldest, live }) {
  let text = value;
  let editor = null;
  let gone = false;
  const builder = el("div", { class: "op-log-builder", role: "group", "aria-label": "Build a query" });
  const plain = el("textarea", { class: "op-input op-promql-plain", rows: 1, spellcheck: "false", "aria-label": language.name, data: { testid: "query" } });
  plain.value = text;
  const place = el("div", { class: "op-promql op-log-editor" }, plain);
  const fault = el("p", { class: "op-explore-fault op-bad", role: "status", data: { testid: "refusal" } });
  const size = el("span", { class: "op-small op-muted", role: "status", data: { testid: "size" } });
  const kept = el("span", { class: "op-small op-muted", data: { testid: "retention" } });
  const run = el("button", { class: "op-btn op-btn-primary", type: "button", data: { testid: "run", keys: "x r", keysWords: "Run the query" }, onclick: () => on.run(current(), true) }, "Run");
  const stop = el("button", { class: "op-btn", type: "button", hidden: true, data: { testid: "stop" }, onclick: on.stop }, "Stop");
  const liveButton = el("button", { class: "op-btn", type: "button", hidden: !language.hasTail, "aria-pressed": String(live), data: { testid: "live", keys: "x l", keysWords: "Follow the lines as they come" }, onclick: on.live }, "Live");
  // Another store has another language: the page begins anew there.
  const store = stores.length < 2 ? null : el("select", { class: "op-select", "aria-label": "Where lines are kept", data: { testid: "store" }, onchange: event => { location.href = "/logs?store=" + event.target.value; } }, ...stores.map(([id, name]) => el("option", { value: id }, name)));
  if (store) store.value = language.id;
  const copy = el("button", { class: "op-btn op-btn-ghost", type: "button", data: { copy: text } }, "Copy");
  const id = `log-${Math.random().toString(36).slice(2, 8)}`;
  const limits = el("select", { class: "op-select", id: `${id}-limit`, onchange: event => on.limit(Number(event.target.value)) }, ...[...new Set([100, 500, 1000, 5000, limit])].sort((a, b) => a - b).map(n => el("option", { value: n }, n.toLocaleString("en"))));
  limits.value = String(limit);
  const orders = el("select", { class: "op-select", id: `${id}-order`, onchange: event => on.order(event.target.value === "oldest") }, el("option", { value: "newest" }, "Newest first"), el("option", { value: "oldest" }, "Oldest first"));
  orders.value = oldest ? "oldest" : "newest";

  host.append(el("section", { class: "op-panel op-logs-ask", "aria-label": "What to look for" }, el("div", { class: "op-panel-body" },
    builder, place, fault,
    el("div", { class: "op-toolbar op-log-actions" }, run, stop, liveButton, store,
      el("div", { class: "op-field op-field-inline" }, el("label", { for: `${id}-limit` }, "Lines"), limits),
      el("div", { class: "op-field op-field-inline" }, el("label", { for: `${id}-order` }, "Order"), orders), copy, size, kept))));

  plain.addEventListener("keydown", event => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    on.run(current(), true);
  });
  plain.addEventListener("input", () => typed());

  const names = {
    labels: selector => namesOf("labels", { selector }), values: (label, selector) => namesOf("values", { label, selector }),
    fields: async query => { const { start, end } = span(); return query ? ((await getKept("/api/v1/logs/fields", { query, start, end })).fields ?? []) : []; },
  };
  async function namesOf(name, parameters) {
    const { start, end } = span();
    return (await getKept(`/api/v1/logs/${name}`, { ...parameters, start, end })).names ?? [];
  }

  if (!language.hasBuilder) place.dataset.ready = "";
  else import("./logql-editor.js").then(({ createEditor }) => {
    if (gone) return;
    const focused = document.activeElement === plain;
    const caret = plain.selectionEnd;
    const written = plain.value;
    place.replaceChildren();
    editor = createEditor(place, { value: written, label: "LogQL", hint: '{service="h200"} |= "timeout" | json', names, onRun: () => on.run(current(), true), onChange: () => { editor?.mark(null); typed(); } });
    place.dataset.ready = "";
    if (focused) editor.focusAt(caret);
  }, () => {});

  const current = () => (editor ? editor.get() : plain.value).trim();
  let waiting = 0;
  function typed() {
    fault.textContent = "";
    clearTimeout(waiting);
    waiting = setTimeout(() => { if (current() !== text) { text = current(); show(); on.typed(text); } }, 350);
  }

  function set(next) {
    text = next;
    if (editor) { if (editor.get() !== next) editor.set(next); } else plain.value = next;
    copy.dataset.copy = next;
    show();
  }

  /** The builder made another query: it is asked at once. */
  let numbers = null;
  const change = parts => { set(write({ ...parts, numbers: parts.numbers ?? numbers })); on.run(text); };

  function show() {
    copy.dataset.copy = text;
    if (!language.hasBuilder) { showServices(); return; }
    const parts = text === "" ? empty() : parse(text);
    if (!parts) {
      builder.replaceChildren(el("p", { class: "op-small op-muted", data: { testid: "builder-off" } }, "This query says more than the builder can show. ",
        el("button", { class: "op-btn op-btn-small op-btn-ghost", type: "button", data: { testid: "use-builder" }, onclick: () => change(empty()) }, "Begin anew")));
      return;
    }
    // What the builder draws must not take the focus from who writes in it.
    if (builder.contains(document.activeElement) && document.activeElement.matches("input")) return;
    const chosen = services.find(one => sameLabels(parse(one.selector)?.labels, parts.labels.filter(label => parse(one.selector)?.labels.some(own => own.name === label.name))));
    const service = el("select", { class: "op-select", id: `${id}-service`, data: { testid: "service" }, onchange: event => {
      const own = services.find(one => one.id === event.target.value);
      const known = new Set(services.flatMap(one => parse(one.selector)?.labels.map(label => label.name) ?? []));
      change({ ...parts, labels: [...(own ? parse(own.selector)?.labels ?? [] : []), ...parts.labels.filter(label => !known.has(label.name) && label.name !== "service_name")] });
    } }, el("option", { value: "" }, "All services"), ...services.map(one => el("option", { value: one.id }, one.name)));
    service.value = chosen?.id ?? "";
    builder.replaceChildren(
      el("div", { class: "op-field" }, el("label", { for: `${id}-service` }, "Service"), service),
      el("div", { class: "op-field op-logs-whole" }, el("span", { class: "op-label", id: `${id}-levels` }, "Level"),
        el("div", { class: "op-row op-logs-levels", role: "group", "aria-labelledby": `${id}-levels` }, ...levels.map(level => el("button", {
          class: "op-chip", type: "button", "aria-pressed": String(parts.levels.includes(level)), data: { level },
          onclick: () => change({ ...parts, levels: parts.levels.includes(level) ? parts.levels.filter(one => one !== level) : [...parts.levels, level] }),
        }, level)))),
      contains(parts), chips(parts), adder(parts));
  }

  // Of a language that isn't taken apart here: whose lines.
  function showServices() {
    const service = el("select", { class: "op-select", id: `${id}-service`, data: { testid: "service" }, onchange: event => { set(event.target.value || "*"); on.run(text); } },
      el("option", { value: "" }, "Own query"), ...services.map(one => el("option", { value: one.selector }, one.name)));
    service.value = services.some(one => one.selector === text) ? text : "";
    builder.replaceChildren(el("div", { class: "op-field" }, el("label", { for: `${id}-service` }, "Service"), service),
      el("p", { class: "op-small op-muted" }, "Elasticsearch's query string: ", el("code", {}, 'service.name:"api" AND NOT log.level:debug')));
  }

  function contains(parts) {
    const first = parts.texts.findIndex(one => one.op === "|=");
    const input = el("input", { class: "op-input", id: `${id}-contains`, type: "search", placeholder: "text, case-sensitive", autocomplete: "off", spellcheck: "false", data: { testid: "contains" } });
    input.value = first < 0 ? "" : parts.texts[first].value;
    input.onchange = () => {
      const texts = parts.texts.filter((_, i) => i !== first);
      input.blur();
      change({ ...parts, texts: input.value ? [{ op: "|=", value: input.value }, ...texts] : texts });
    };
    return el("div", { class: "op-field op-logs-contains op-logs-whole" }, el("label", { for: `${id}-contains` }, "Contains"), input);
  }

  function chips(parts) {
    const first = parts.texts.findIndex(one => one.op === "|=");
    const own = services.flatMap(one => parse(one.selector)?.labels ?? []);
    const one = (words, without) => el("span", { class: "op-chip op-log-chip", data: { testid: "chip" } }, el("code", {}, words), el("button", { type: "button", "aria-label": `Take ${words} away`, onclick: () => change(without) }, "✕"));
    const all = [
      ...parts.labels.map((label, i) => (own.some(two => same(two, label)) || label.name === "service_name" && label.value === ".+" ? null : one(`${label.name} ${label.op} ${label.value}`, { ...parts, labels: parts.labels.filter((_, j) => j !== i) }))),
      ...parts.texts.map((text, i) => (i === first ? null : one(`${text.op} ${text.value}`, { ...parts, texts: parts.texts.filter((_, j) => j !== i) }))),
      ...(parts.parser ? [one(parts.parser, { ...parts, parser: "", fields: [] })] : []),
      ...parts.fields.map((field, i) => one(`${field.name} ${field.op} ${field.value}`, { ...parts, fields: parts.fields.filter((_, j) => j !== i) })),
    ].filter(Boolean);
    return all.length === 0 ? "" : el("div", { class: "op-log-chips op-logs-whole", role: "group", "aria-label": "Conditions" }, ...all);
  }

  // One small form adds a label, a field or a text.
  function adder(parts) {
    const kinds = { label: "Label", field: "Field", text: "Text" };
    const [kind, op] = [el("select", { class: "op-select", "aria-label": "Kind of condition" }, ...Object.entries(kinds).map(([value, words]) => el("option", { value }, words))), el("select", { class: "op-select", "aria-label": "Comparison" })];
    const [nameList, valueList] = [el("datalist", { id: `${id}-names` }), el("datalist", { id: `${id}-values` })];
    const name = el("input", { class: "op-input", "aria-label": "Name", placeholder: "name", list: `${id}-names`, autocomplete: "off", spellcheck: "false" });
    const given = el("input", { class: "op-input", "aria-label": "Value", placeholder: "value", list: `${id}-values`, autocomplete: "off", spellcheck: "false" });
    let found = [];
    const fill = async () => {
      op.replaceChildren(...(kind.value === "text" ? ["|=", "!=", "|~", "!~"] : ops[kind.value]).map(one => el("option", { value: one }, one)));
      name.hidden = kind.value === "text";
      if (kind.value === "field") found = await names.fields(write({ ...parts, parser: "", fields: [] }));
      const all = kind.value === "label" ? await names.labels(write({ ...parts, texts: [], levels: [], parser: "", fields: [] })) : found.map(one => one.name);
      nameList.replaceChildren(...all.map(one => el("option", { value: one })));
    };
    const values = async () => {
      const { start, end } = span();
      const query = write({ ...parts, texts: [], levels: [], parser: "", fields: [] });
      const all = kind.value === "label" ? await names.values(name.value, query) : kind.value === "field" ? (await getKept("/api/v1/logs/field-values", { field: name.value, query, start, end })).names ?? [] : [];
      valueList.replaceChildren(...all.slice(0, 300).map(one => el("option", { value: one })));
    };
    kind.onchange = fill;
    name.onchange = values;
    const add = () => {
      if (kind.value === "text") { if (given.value) change({ ...parts, texts: [...parts.texts, { op: op.value, value: given.value }] }); return; }
      if (!name.value) return;
      if (kind.value === "label") { change({ ...parts, labels: [...parts.labels.filter(one => !(one.name === "service_name" && one.value === ".+")), { name: name.value, op: op.value, value: given.value }] }); return; }
      const about = found.find(one => one.name === name.value);
      const bare = /^[<>]/.test(op.value);
      change({ ...parts, parser: parts.parser || (about?.parser ?? "json"), fields: [...parts.fields, { name: name.value, op: op.value, value: given.value, bare }] });
    };
    for (const input of [name, given]) input.addEventListener("keydown", event => { if (event.key === "Enter") { event.preventDefault(); input.blur(); add(); } });
    const pop = el("details", { class: "op-pop" }, el("summary", { class: "op-btn", data: { testid: "add-condition" } }, "+ Condition"),
      el("div", { class: "op-pop-body op-log-adder" }, kind, name, op, given, nameList, valueList, el("button", { class: "op-btn op-btn-primary", type: "button", onclick: () => { document.activeElement?.blur(); add(); } }, "Add")));
    pop.addEventListener("toggle", () => pop.open && fill());
    return el("div", { class: "op-field op-log-add" }, el("span", { class: "op-label" }, "More"), pop);
  }

  show();
  return {
    set,
    get text() { return current(); },
    update({ limit: n, oldest: old, live: isLive }) {
      limits.value = String(n);
      orders.value = old ? "oldest" : "newest";
      liveButton.setAttribute("aria-pressed", String(isLive));
      limits.disabled = orders.disabled = isLive;
    },
    busy(yes) { stop.hidden = !yes; run.toggleAttribute("aria-busy", yes); },
    say(words) { size.textContent = words; },
    /** How long lines are kept; `bad` when that is less than was asked for. */
    kept(words, bad) { kept.textContent = words; kept.classList.toggle("op-warn", bad); kept.classList.toggle("op-muted", !bad); },
    /** Where the lines have their level as a number: the next choice of levels asks for it, too. */
    numbers(found) { if (found || parse(text)?.levels.length === 0) numbers = found; },
    /** What Loki says is wrong, and where. */
    fault(words, line, column) {
      // Loki's own words mostly begin with the place.
      fault.textContent = words && line && !words.includes(`line ${line}, col ${column}`) ? `Line ${line}, column ${column}: ${words}` : words;
      if (words && line) editor?.mark(line, column, words);
    },
    focus: () => (editor ? editor.focus() : plain.focus()),
    destroy() { gone = true; clearTimeout(waiting); editor?.destroy(); },
  };
}

const same = (a, b) => a.name === b.name && a.op === b.op && a.value === b.value;
const sameLabels = (a, b) => Boolean(a) && a.length > 0 && a.length === b.length && a.every(one => b.some(two => same(one, two)));
