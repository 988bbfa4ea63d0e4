// Which dashboards this browser looked at lately, the newest first; kept here, as stars are.
const key = "op-visits";
const most = 30;

export function visits() {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "[]").filter(uid => typeof uid === "string");
  } catch {
    return [];
  }
}

/** Keeps that a dashboard was opened, by its address; any other address is none. */
export function visit(path) {
  const uid = /^\/d\/([^/?#]+)/.exec(path)?.[1];
  if (!uid) return;
  try {
    localStorage.setItem(key, JSON.stringify([decodeURIComponent(uid), ...visits().filter(one => one !== decodeURIComponent(uid))].slice(0, most)));
  } catch {
    // A browser that keeps nothing has no list of them.
  }
}
