// Short keys: one key, or a letter and then another within 1.2 s. Never while something is typed. "?" shows them all (keys-help.js).
// A page adds its own by marking what it would click: <button data-keys="d e" data-keys-words="Edit the dashboard">.
import { chosenTheme, setTheme } from "./theme.js";
import { toggleKiosk } from "./kiosk.js";
import { paused, setPaused } from "./pause.js";
import { navigate } from "./range.js";
import { moveRange } from "./range-tools.js";

const refresh = () => document.dispatchEvent(new CustomEvent("op-refresh"));
const lightNow = () => chosenTheme() === "light" || document.documentElement.dataset.theme === "light";

/** Groups of [keys, words, action]. */
export const table = [
  ["Go to", [
    place("o", "Overview", "/"), place("d", "Dashboards", "/dashboards"), place("e", "Explore", "/explore"), place("i", "Incidents", "/incidents"), place("g", "GPUs", "/gpus"),
    place("m", "Models", "/models"), place("l", "Logs", "/logs"), place("c", "Costs", "/costs"), place("j", "Jobs", "/jobs"), place("a", "Access", "/access"), place("s", "System", "/system"),
    ["Ctrl+k", "Search everything", search], ["/", "Search everything, or the page's own list", search],
  ]],
  ["Time", [
    ["t ArrowLeft", "Half a range earlier", () => moveRange("back")], ["t ArrowRight", "Half a range later", () => moveRange("forward")],
    ["t z", "Zoom out", () => moveRange("out")], ["t c", "Copy a link with absolute times", () => document.querySelector("[data-copy-absolute]")?.click()],
    ["r", "Refresh now", refresh], ["P", "Pause, and go on", () => setPaused(!paused())],
    ["p", "Pin the instant under the pointer", null], ["Escape", "Unpin", null], ["m", "Incident and deploy bands on and off", toggleMarks],
  ]],
  ["Page", [["T", "Dark or light", () => setTheme(lightNow() ? "dark" : "light")], ["d k", "Kiosk mode, for a wall screen", toggleKiosk], ["?", "These keys", help]]],
];

const firsts = new Set(["g", "t", "d"]);
const typing = element => element?.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element?.tagName ?? "");
let [first, since] = ["", 0];

document.addEventListener("keydown", event => {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
    event.preventDefault();
    search();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.key === "Shift" || typing(event.target) || document.querySelector("dialog[open]")) return;
  const keys = first && performance.now() - since < 1200 ? `${first} ${event.key}` : event.key;
  first = "";
  if (press(keys)) event.preventDefault();
  else if (firsts.has(event.key) && keys === event.key) [first, since] = [event.key, performance.now()];
});

function press(keys) {
  const own = document.querySelector(`[data-keys="${CSS.escape(keys)}"]:not(:disabled)`);
  if (own) {
    own.click();
    return true;
  }
  const act = table.flatMap(([, rows]) => rows).find(([bound]) => bound === keys)?.[2];
  // The incident list has keys of its own: "/" is its field's.
  if (!act || (keys === "/" && document.getElementById("q"))) return false;
  act();
  return true;
}

function place(key, words, path) {
  return [`g ${key}`, words, () => {
    const url = new URL(path, location.origin);
    // The time range goes along from page to page.
    const now = new URL(location.href).searchParams;
    for (const name of ["from", "to", "refresh"]) if (now.has(name)) url.searchParams.set(name, now.get(name));
    navigate(url);
  }];
}

function toggleMarks() {
  const url = new URL(location.href);
  const off = url.searchParams.get("marks") === "off";
  if (off) url.searchParams.delete("marks");
  else url.searchParams.set("marks", "off");
  history.replaceState(history.state, "", url);
  document.dispatchEvent(new CustomEvent("op-marks", { detail: off }));
}

async function search() {
  (await import("./search.js")).open();
}

async function help() {
  (await import("./keys-help.js")).open(table);
}

document.addEventListener("click", event => {
  if (event.target.closest?.("[data-search]")) search();
  if (event.target.closest?.("[data-keys-help]")) help();
});
