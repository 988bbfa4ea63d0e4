// Quick search: a field with a list under it. The field keeps the focus; arrows move through the list, Enter goes there.
// GET /api/v1/search gives what the signed-in person may see; where one went lately is kept in this browser.
import { navigate } from "./range.js";

const recentKey = "op-recent";
const mostRecent = 8;
let [dialog, field, list, status] = [];
let [hits, active, asked] = [[], -1, null];
let timer = 0;

export function open() {
  if (!dialog) build();
  if (dialog.open) return;
  field.value = "";
  dialog.showModal();
  field.focus();
  ask();
}

function build() {
  dialog = document.createElement("dialog");
  dialog.className = "op-dialog op-search";
  dialog.setAttribute("aria-label", "Search");
  dialog.dataset.testid = "search";
  dialog.innerHTML = `
    <input class="op-input" type="text" role="combobox" aria-label="Search pages, services, dashboards, incidents, runbooks" aria-autocomplete="list" aria-expanded="true"
      aria-controls="op-search-list" placeholder="Search pages, services, dashboards, incidents…" autocomplete="off" spellcheck="false" maxlength="100" />
    <div id="op-search-list" role="listbox" aria-label="Places" class="op-search-list"></div>
    <p class="op-search-foot"><span role="status" data-count></span><span class="op-hide-phone"><kbd>↑</kbd> <kbd>↓</kbd> choose <kbd>Enter</kbd> go <kbd>Ctrl+Enter</kbd> new tab <kbd>Esc</kbd> close</span></p>`;
  [field, list, status] = [dialog.querySelector("input"), dialog.querySelector("[role=listbox]"), dialog.querySelector("[data-count]")];
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 90);
  });
  field.addEventListener("keydown", key);
  list.addEventListener("mousemove", event => choose(indexOf(event)));
  list.addEventListener("click", event => go(indexOf(event), event.ctrlKey || event.metaKey));
  dialog.addEventListener("click", event => event.target === dialog && dialog.close());
  document.body.append(dialog);
}

const indexOf = event => Number(event.target.closest("[role=option]")?.dataset.index ?? -1);

async function ask() {
  const words = field.value.trim();
  asked?.abort();
  const request = (asked = new AbortController());
  if (!words) show(recent().map(hit => ({ ...hit, group: "Recent" })), "");
  try {
    const answer = await fetch(`/api/v1/search?q=${encodeURIComponent(words)}`, { signal: request.signal, headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.status === 401 ? "You are signed out." : `The portal answered ${answer.status}.`);
    const found = await answer.json();
    const lately = words ? [] : recent().map(hit => ({ ...hit, group: "Recent" }));
    const known = new Set(lately.map(hit => hit.href));
    show([...lately, ...found.hits.filter(hit => !known.has(hit.href))], found.missing.join(" "));
  } catch (error) {
    if (error.name !== "AbortError") show(recent().map(hit => ({ ...hit, group: "Recent" })), `Search doesn't answer: ${error.message}`);
  }
}

function show(next, note) {
  hits = next;
  const rows = [];
  let group = null;
  hits.forEach((hit, index) => {
    const its = hit.group ?? (field.value.trim() ? null : "Places");
    if (its && its !== group) rows.push(element("div", { class: "op-search-group", role: "presentation" }, its));
    group = its;
    const row = element("div", { role: "option", id: `op-hit-${index}`, "data-index": index, "aria-selected": "false", "data-testid": "search-hit" });
    row.append(element("span", { class: "op-search-kind" }, hit.kind), element("span", { class: "op-search-title" }, hit.title), element("span", { class: "op-search-about" }, hit.about));
    rows.push(row);
  });
  list.replaceChildren(...rows);
  status.textContent = note || (hits.length ? `${hits.length} ${hits.length === 1 ? "place" : "places"}` : field.value.trim() ? "Nothing is called that." : "");
  active = -1;
  choose(hits.length ? 0 : -1);
}

function choose(index) {
  if (index === active || (index < 0 && hits.length)) return;
  list.querySelector("[aria-selected=true]")?.setAttribute("aria-selected", "false");
  active = index;
  const row = document.getElementById(`op-hit-${index}`);
  row?.setAttribute("aria-selected", "true");
  row?.scrollIntoView({ block: "nearest" });
  if (row) field.setAttribute("aria-activedescendant", row.id);
  else field.removeAttribute("aria-activedescendant");
}

function key(event) {
  const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
  if (event.key in moves && hits.length) {
    event.preventDefault();
    const to = active + moves[event.key];
    choose(Math.abs(moves[event.key]) === 1 ? (to + hits.length) % hits.length : Math.min(Math.max(to, 0), hits.length - 1));
  } else if (event.key === "Enter" && !event.isComposing) {
    event.preventDefault();
    go(active, event.ctrlKey || event.metaKey);
  }
}

function go(index, newTab) {
  const hit = hits[index];
  if (!hit) return;
  remember(hit);
  dialog.close();
  if (newTab) window.open(hit.href, "_blank", "noopener");
  else navigate(new URL(hit.href, location.origin));
}

function recent() {
  try {
    return JSON.parse(localStorage.getItem(recentKey) ?? "[]").filter(hit => typeof hit?.href === "string" && hit.href.startsWith("/"));
  } catch {
    return [];
  }
}

function remember({ kind, title, about, href }) {
  try {
    localStorage.setItem(recentKey, JSON.stringify([{ kind, title, about, href }, ...recent().filter(hit => hit.href !== href)].slice(0, mostRecent)));
  } catch {
    // A browser that keeps nothing searches all the same.
  }
}

function element(name, attributes, text) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text) made.textContent = text;
  return made;
}
