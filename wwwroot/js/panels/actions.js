// What a panel's menu does; loaded when it is first used.
import { download, fileName } from "../chart/export.js";
import { framesCsv } from "./parts/frames-table.js";
import { openInspector } from "./inspect.js";
import { pictureOf } from "./picture.js";

export const inspect = panel => openInspector(panel, "query");
export const dataTable = panel => openInspector(panel, "data");

export function csv(panel) {
  download(new Blob([framesCsv(panel.answer)], { type: "text/csv" }), fileName(panel.title || "panel") + ".csv");
}

export async function png(panel) {
  const blob = await pictureOf(panel);
  if (blob) download(blob, fileName(panel.title || "panel") + ".png");
}

/** The panel over the whole window, and back; a page may keep it in its URL by handling "op-panel-view". */
export function view(panel) {
  const { element } = panel;
  const open = !("view" in element.dataset);
  const event = new CustomEvent("op-panel-view", { bubbles: true, cancelable: true, detail: { open, uid: panel.data.uid, panel: Number(panel.data.panel) } });
  if (!element.dispatchEvent(event)) return;
  if (!open) { leave(element); return; }
  element.dataset.view = "";
  document.documentElement.dataset.viewing = "";
  const clean = new AbortController();
  element.leaveView = () => clean.abort();
  document.addEventListener("keydown", press => {
    if (!element.isConnected) { leave(element); return; }
    if (press.key !== "Escape" || document.querySelector("dialog[open], details.op-pop[open]")) return;
    leave(element);
  }, { signal: clean.signal });
  element.querySelector(".op-viz-dots")?.focus();
}

function leave(element) {
  delete element.dataset.view;
  delete document.documentElement.dataset.viewing;
  element.leaveView?.();
  element.leaveView = null;
}
