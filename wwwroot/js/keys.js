// Short keys: "g" and a letter goes to a page, "r" refreshes, "t" changes the theme. Never while something is typed.
import { chosenTheme, setTheme } from "./theme.js";
import { navigate } from "./range.js";

const places = { o: "/", i: "/incidents", g: "/gpus", m: "/models", c: "/costs", l: "/logs", j: "/jobs", a: "/access", s: "/system" };
let waiting = 0;

function typing(element) {
  return element?.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element?.tagName ?? "");
}

document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || typing(event.target)) return;
  if (performance.now() - waiting < 1200 && places[event.key]) {
    waiting = 0;
    const url = new URL(places[event.key], location.origin);
    keepRange(url);
    navigate(url);
  } else if (event.key === "g") {
    waiting = performance.now();
  } else if (event.key === "r") {
    document.dispatchEvent(new CustomEvent("op-refresh"));
  } else if (event.key === "t") {
    setTheme(chosenTheme() === "light" || document.documentElement.dataset.theme === "light" ? "dark" : "light");
  }
});

// The time range goes along from page to page.
function keepRange(url) {
  const now = new URL(location.href).searchParams;
  for (const name of ["from", "to", "refresh"])
    if (now.has(name)) url.searchParams.set(name, now.get(name));
}
