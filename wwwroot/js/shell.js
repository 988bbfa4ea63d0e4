// The frame: rail and drawer, menus that close by themselves, copying, the words when the connection is lost.
import { readCookie, writeCookie } from "./cookie.js";
import { markChoice } from "./theme.js";

const root = document.documentElement;
if (readCookie("op-nav") === "small") root.dataset.nav = "small";

function drawer(open) {
  if (open) root.dataset.drawer = "open";
  else delete root.dataset.drawer;
  for (const button of document.querySelectorAll("[data-drawer]")) button.setAttribute("aria-expanded", String(open));
  if (open) document.querySelector("#op-nav a")?.focus();
}

const actions = {
  "[data-nav-small]": () => {
    const small = root.dataset.nav !== "small";
    if (small) root.dataset.nav = "small";
    else delete root.dataset.nav;
    writeCookie("op-nav", small ? "small" : "wide");
  },
  "[data-drawer]": () => drawer(root.dataset.drawer !== "open"),
  "[data-drawer-close], #op-nav a": () => root.dataset.drawer === "open" && drawer(false),
  "[data-reload]": () => location.reload(),
  "[data-reconnect]": async () => { if (!(await window.Blazor?.reconnect?.())) location.reload(); },
  "[data-copy]": copy,
};

async function copy(button) {
  const text = button.dataset.copy;
  try {
    await navigator.clipboard.writeText(text);
    say(button, "Copied");
  } catch {
    say(button, "Copying is not allowed here");
  }
}

function say(button, words) {
  button.dataset.said = words;
  live.textContent = words;
  setTimeout(() => delete button.dataset.said, 1500);
}

const live = document.createElement("div");
live.className = "op-visually-hidden";
live.setAttribute("role", "status");
document.body.append(live);

document.addEventListener("click", event => {
  for (const [selector, act] of Object.entries(actions)) {
    const target = event.target.closest?.(selector);
    if (target) act(target);
  }
  // A menu closes on a click outside it, and after a choice inside it.
  for (const menu of document.querySelectorAll("details.op-pop[open]")) {
    const inside = menu.contains(event.target);
    if (!inside || event.target.closest(".op-menu a, .op-menu button")) menu.open = false;
  }
});

document.addEventListener("keydown", event => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.op-pop[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  } else if (root.dataset.drawer === "open") {
    drawer(false);
    document.querySelector("[data-drawer]")?.focus();
  }
});

// A popover near the right or left edge turns to the side where it fits.
document.addEventListener("toggle", event => {
  const menu = event.target;
  if (!menu.matches?.("details.op-pop") || !menu.open) return;
  markChoice();
  const body = menu.querySelector(".op-pop-body");
  if (!body || getComputedStyle(body).position === "fixed") return;
  body.style.transform = "";
  const box = body.getBoundingClientRect();
  const room = document.documentElement.clientWidth;
  const shift = box.right > room - 8 ? room - 8 - box.right : box.left < 8 ? 8 - box.left : 0;
  if (shift) body.style.transform = `translateX(${Math.round(shift)}px)`;
}, true);
