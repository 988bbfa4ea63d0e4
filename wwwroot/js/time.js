// Ages that tick, moments in the viewer's zone, and the absolute part of the range picker.
// Text nodes are changed in place: the server's renderer owns them, and must find them again.
import { fullTime, clockTime, preciseTime, preciseDate, shortTime, zoneName, inUtc, byPage, chooseZone, followPage, pagesZone, toField, fromField } from "./zone.js";
import { resolveRange, setRange } from "./range.js";

/** "just now", "12 s ago", "5 min ago": as Ui/Age.razor writes it. */
export function ageWords(ms) {
  const s = ms / 1000;
  if (s < 2) return "just now";
  if (s < 100) return `${Math.floor(s)} s ago`;
  if (s < 6000) return `${Math.floor(s / 60)} min ago`;
  if (s < 172800) return `${Math.floor(s / 3600)} h ago`;
  return `${Math.floor(s / 86400)} d ago`;
}

function write(element, text) {
  const node = element.firstChild;
  if (node?.nodeType === Node.TEXT_NODE) { if (node.nodeValue !== text) node.nodeValue = text; }
  else if (!node) element.append(text);
}

function tick() {
  const now = Date.now();
  for (const time of document.querySelectorAll("time[data-age]")) {
    const at = Date.parse(time.dateTime);
    if (Number.isNaN(at)) continue;
    write(time, ageWords(Math.max(0, now - at)));
    const limit = Number(time.dataset.staleAfter);
    if (limit > 0) time.closest(".op-figure")?.toggleAttribute("data-old", now - at > limit * 1000);
  }
}

const localForms = { time: clockTime, ms: preciseTime, datems: preciseDate };

function localise(time) {
  const at = Date.parse(time.dateTime);
  if (Number.isNaN(at)) return;
  write(time, (localForms[time.dataset.local] ?? fullTime)(at));
  const title = `${new Date(at).toISOString().slice(0, 19)}Z (${zoneName()} shown)`;
  if (time.title !== title) time.title = title;
}

function rangeWords(span) {
  const { from, to } = span.dataset;
  if (/^\d+$/.test(from) && /^\d+$/.test(to)) {
    const [a, b] = [shortTime(Number(from)), shortTime(Number(to))];
    write(span, `${a} – ${a.slice(0, 10) === b.slice(0, 10) ? b.slice(11) : b}`);
    // Who speaks to the page says what stands there.
    const [head, name] = [span.closest("summary"), `Time range: ${span.textContent}`];
    if (head && head.getAttribute("aria-label") !== name) head.setAttribute("aria-label", name);
  }
}

function fillForm(form) {
  const [from, to] = resolveRange(form.dataset.from, form.dataset.to);
  form.elements.from.value = toField(from);
  form.elements.to.value = toField(to);
  form.querySelector("[data-utc-toggle]").checked = inUtc();
  const theirs = form.querySelector("[data-page-zone]");
  theirs.hidden = pagesZone() === null;
  theirs.querySelector("input").checked = byPage();
  write(theirs.querySelector("[data-zone-name]"), pagesZone() ?? "");
  write(form.querySelector("[data-zone]"), zoneName());
}

// A dashboard's own zone is said where it isn't the reader's.
function zoneNote() {
  const note = document.querySelector("[data-zone-note]");
  if (!note) return;
  const theirs = pagesZone();
  const words = theirs === null ? "" : byPage() ? `Times are in ${zoneName()}, as this dashboard says` : theirs === zoneName() ? "" : `Times are in ${zoneName()}; this dashboard is made for ${theirs}`;
  note.hidden = words === "" || (byPage() && theirs === Intl.DateTimeFormat().resolvedOptions().timeZone);
  write(note, words);
}

function all() {
  followPage();
  zoneNote();
  document.querySelectorAll("time[data-local]").forEach(localise);
  document.querySelectorAll("[data-range-words]").forEach(rangeWords);
}

document.addEventListener("toggle", event => {
  const form = event.target.open && event.target.querySelector?.("[data-range-form]");
  if (form) fillForm(form);
}, true);

document.addEventListener("submit", event => {
  const form = event.target.closest("[data-range-form]");
  if (!form) return;
  event.preventDefault();
  const from = fromField(form.elements.from.value);
  const to = fromField(form.elements.to.value);
  const error = form.querySelector("[data-range-error]");
  error.hidden = from < to;
  if (!(from < to)) { error.textContent = "The range must end after it starts."; return; }
  form.closest("details").open = false;
  setRange(String(from), String(to));
});

document.addEventListener("change", event => {
  const [utc, theirs] = ["[data-utc-toggle]", "[data-page-zone] input"].map(one => event.target.matches?.(one));
  if (!utc && !theirs) return;
  // Whoever takes UTC back on a page with its own zone wants neither; elsewhere that is no choice.
  chooseZone(theirs ? (event.target.checked ? null : false) : event.target.checked ? true : pagesZone() ? false : null);
  fillForm(event.target.form);
});

document.addEventListener("click", event => {
  if (event.target.closest?.("[data-range-refresh]")) document.dispatchEvent(new CustomEvent("op-refresh"));
});

document.addEventListener("op-zone", all);

// What the server draws later is localised when it comes.
let asked = false;
new MutationObserver(() => {
  if (asked) return;
  asked = true;
  requestAnimationFrame(() => { asked = false; all(); });
}).observe(document.documentElement, { subtree: true, childList: true, attributes: true, attributeFilter: ["datetime", "data-from", "data-to", "data-time-zone"] });

all();
tick();
setInterval(tick, 1000);
