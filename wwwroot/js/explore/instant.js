// <op-instant data-query="up" data-server="" data-to="now" data-refresh="15">: values at one instant as a table, sorted by a click, with CSV.
import { download, fileName } from "../chart/export.js";
import { resolveEnd } from "../range.js";
import { fullTime } from "../zone.js";
import { get } from "./api.js";

const mostRows = 500;

export function mount(element) {
  element.innerHTML = `<div class="op-panel-head"><h2></h2><span class="op-muted op-small" data-note></span><button class="op-btn op-btn-small" type="button" hidden>CSV</button></div>
    <div class="op-panel-body op-flush"><p class="op-instant-state" role="status"></p><div class="op-table-wrap" tabindex="0" role="region" hidden><table class="op-table"></table></div></div>`;
  const [title, note, csv, state, wrap, table] = ["h2", "[data-note]", "button", "[role=status]", ".op-table-wrap", "table"].map(name => element.querySelector(name));
  let [answer, request, timer, sort] = [null, null, 0, { column: "Value", down: true }];
  const clean = new AbortController();

  async function load() {
    clearTimeout(timer);
    request?.abort();
    const mine = (request = new AbortController());
    const { query, server, to = "now", refresh } = element.dataset;
    title.textContent = query;
    wrap.setAttribute("aria-label", `Values of ${query}`);
    const at = to === "now" ? null : resolveEnd(to, Date.now(), true) / 1000;
    if (!answer || answer.query !== query) say("Loading…");
    try {
      const got = await get("/api/v1/query", { query, server, time: at }, mine.signal);
      if (mine.signal.aborted) return;
      take(got);
    } catch {
      return;
    }
    if (Number(refresh) > 0) timer = setTimeout(() => (document.hidden ? (timer = setTimeout(load, 1000)) : load()), Number(refresh) * 1000);
  }

  function take(got) {
    if (got.error) {
      // What was last known stays, and says that it is old.
      if (answer?.query === element.dataset.query) note.textContent = `Stale: ${got.error.reason} Shown is ${fullTime(answer.time)}.`;
      else say(got.error.kind === "notConfigured" ? got.error.reason : `Not available: ${got.error.reason}`, got.error.kind);
      return;
    }
    answer = got;
    if (got.series.length === 0) { say("No series at this instant.", "empty"); return; }
    say("");
    draw();
  }

  function say(words, kind = "loading") {
    state.textContent = words;
    state.hidden = words === "";
    state.dataset.state = kind;
    wrap.hidden = csv.hidden = words !== "";
    if (words) note.textContent = "";
  }

  function draw() {
    const names = [...new Set(answer.series.flatMap(one => Object.keys(one.labels)))].sort((a, b) => (b === "__name__") - (a === "__name__") || a.localeCompare(b));
    const columns = [...names, "Value"];
    const order = [...answer.series].sort((a, b) => compare(cell(a, sort.column), cell(b, sort.column), sort.column) * (sort.down ? -1 : 1));
    note.textContent = `${answer.series.length} series at ${fullTime(answer.time)}${order.length > mostRows ? `, the first ${mostRows} shown; CSV has them all` : ""}${answer.warnings.length ? `. May be incomplete: ${answer.warnings.join(" ")}` : ""}`;
    const head = document.createElement("thead");
    const top = head.insertRow();
    for (const name of columns) {
      const header = document.createElement("th");
      header.scope = "col";
      if (name === "Value") header.className = "op-num";
      header.ariaSort = sort.column === name ? (sort.down ? "descending" : "ascending") : "none";
      const button = document.createElement("button");
      button.type = "button";
      button.className = "op-sort";
      button.dataset.column = name;
      button.textContent = name;
      header.append(button);
      top.append(header);
    }
    const body = document.createElement("tbody");
    for (const one of order.slice(0, mostRows)) {
      const row = body.insertRow();
      for (const name of columns) {
        const td = row.insertCell();
        td.textContent = cell(one, name);
        if (name === "Value") { td.className = "op-num"; td.dataset.raw = one.value; }
      }
    }
    table.replaceChildren(head, body);
  }

  table.addEventListener("click", event => {
    const column = event.target.closest("[data-column]")?.dataset.column;
    if (!column) return;
    sort = { column, down: sort.column === column ? !sort.down : column === "Value" };
    draw();
    table.querySelector(`[data-column="${CSS.escape(column)}"]`)?.focus();
  });
  csv.addEventListener("click", () => {
    const names = [...new Set(answer.series.flatMap(one => Object.keys(one.labels)))].sort();
    const lines = [["time", ...names, "value"], ...answer.series.map(one => [new Date(answer.time).toISOString(), ...names.map(name => one.labels[name] ?? ""), one.value])];
    download(new Blob([lines.map(line => line.map(quoted).join(",")).join("\r\n") + "\r\n"], { type: "text/csv" }), fileName(element.dataset.query) + ".csv");
  });
  document.addEventListener("op-refresh", load, { signal: clean.signal });
  load();
  return {
    update: load,
    destroy() {
      clearTimeout(timer);
      request?.abort();
      clean.abort();
    },
  };
}

const cell = (one, name) => (name === "Value" ? one.value : one.labels[name] ?? "");

function compare(a, b, column) {
  if (column !== "Value") return a.localeCompare(b, "en", { numeric: true });
  const [x, y] = [number(a), number(b)];
  return Number.isNaN(x) || Number.isNaN(y) ? Number.isNaN(y) - Number.isNaN(x) : x - y || 0;
}

const number = text => (text === "+Inf" ? Infinity : text === "-Inf" ? -Infinity : Number(text));

// A label that begins like a formula must not become one in a spreadsheet; a number stays a number.
const quoted = text => {
  const safe = /^[=+\-@\t\r]/.test(text) && !/^[-+]?(\d|Inf)/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};
