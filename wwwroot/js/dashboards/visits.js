// Which dashboards this browser looked at lately, the newest first; kept here, as stars are.
import { keepUids, keptUids } from "./kept.js";

const key = "op-visits";
const most = 30;

export const visits = () => keptUids(key);

/** Keeps that a dashboard was opened, by its address; any other address is none. Where the browser keeps nothing there is no list of them. */
export function visit(path) {
  const written = /^\/d\/([^/?#]+)/.exec(path)?.[1];
  if (!written) return;
  const uid = decodeURIComponent(written);
  keepUids(key, [uid, ...visits().filter(one => one !== uid)].slice(0, most));
}
