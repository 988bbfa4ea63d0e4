// A dashboard's page in the browser: its panels' menus, moving and resizing while it is edited, the draft that this tab keeps,
// everything as one CSV, and printing. The page itself (DashboardPage.razor) decides; this only tells it.
import { dragging } from "./drag.js";
import { watchQueries } from "./queries.js";
import { visit } from "./visits.js";

export { csv } from "./csv.js";

export function attach(root, page) {
  visit(location.pathname);
  root.addEventListener("op-panel-menu", event => {
    const item = event.target.closest("[data-testid^='panel-'], [data-id]");
    const key = item?.dataset.testid?.replace(/^panel-/, "") ?? String(event.detail.panel);
    page.invokeMethodAsync("PanelMenuAsync", event.detail.id, Number(event.detail.panel), key);
  });
  dragging(root, page);
  watchQueries(root);
  // A switch of an annotation query changes where marks are asked for: the charts ask anew.
  new MutationObserver(() => document.dispatchEvent(new CustomEvent("op-marks", { detail: true }))).observe(root, { subtree: true, attributeFilter: ["data-annotations"] });
  root.dataset.ready = "";
}

const name = uid => `op-draft:${uid}`;

/** Keeps a draft in this tab; null forgets it. */
export function keepDraft(uid, version, json) {
  try {
    if (json === null) sessionStorage.removeItem(name(uid));
    else sessionStorage.setItem(name(uid), JSON.stringify({ version, json }));
  } catch {
    // Too large for this browser, or it keeps nothing: the draft lives as long as the page.
  }
}

function kept(uid) {
  try {
    return JSON.parse(sessionStorage.getItem(name(uid)) ?? "null");
  } catch {
    return null;
  }
}

/** The version that the kept draft began with; null when none is kept. */
export const draftVersion = uid => kept(uid)?.version ?? null;

/** The kept draft's JSON, as a stream for the server. */
export const draft = uid => new TextEncoder().encode(kept(uid)?.json ?? "");

// Panels load when they come near the screen: before printing the page goes past all of them.
export async function printAll(root) {
  const panels = [...root.querySelectorAll("op-panel")];
  const top = window.scrollY;
  const waiting = panels.map(panel => new Promise(done => {
    panel.addEventListener("op-panel-ready", done, { once: true });
    setTimeout(done, 8000);
  }));
  for (const panel of panels) {
    panel.scrollIntoView({ block: "center", behavior: "instant" });
    await new Promise(done => setTimeout(done, 60));
  }
  const unready = waiting.filter((_, i) => !panels[i].querySelector("canvas, svg, table"));
  await Promise.race([Promise.all(unready), new Promise(done => setTimeout(done, 10000))]);
  window.scrollTo({ top, behavior: "instant" });
  window.print();
}
