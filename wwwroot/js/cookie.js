// Asking for the cookies waits for the browser's own process: who asks while the page's scripts begin gets what was read a moment ago.
// At first that is what the server was sent with the page (App.razor).
let read = document.querySelector('meta[name="op-kept"]')?.content ?? null;
setTimeout(() => (read = null));

function all() {
  if (read === null) {
    read = document.cookie;
    setTimeout(() => (read = null));
  }
  return read;
}

/** The cookie's value, or null. */
export function readCookie(name) {
  const found = all().split("; ").find(one => one.startsWith(name + "="));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : null;
}

/** Kept for a year, for this site only. */
export function writeCookie(name, value) {
  if (readCookie(name) === value) return;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${encodeURIComponent(value)}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
  read = null;
}
