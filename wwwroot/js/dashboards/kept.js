// Lists of dashboards that this browser keeps, by their uids.

export function keptUids(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "[]").filter(uid => typeof uid === "string");
  } catch {
    return [];
  }
}

/** False when the browser keeps nothing. */
export function keepUids(key, uids) {
  try {
    localStorage.setItem(key, JSON.stringify(uids));
    return true;
  } catch {
    return false;
  }
}
