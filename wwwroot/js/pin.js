// One instant that is held while a person goes from page to page: ?at=<Unix milliseconds>. Charts draw it (chart/crosshair.js).
// Every address that the page goes to keeps it, until it is unpinned; the range goes along with it, so that the instant stays in sight.

/** Unix milliseconds, or null. */
export function pinned(href = location.href) {
  const at = Number(new URL(href, location.href).searchParams.get("at"));
  return Number.isFinite(at) && at > 0 ? at : null;
}

/** Holds an instant; null lets go. Says "op-at" with the instant as its detail. */
export function pin(ms) {
  const url = new URL(location.href);
  if (ms === null) url.searchParams.delete("at");
  else url.searchParams.set("at", String(Math.round(ms)));
  history.replaceState(history.state, "", url);
}

const without = url => {
  const copy = new URL(url);
  copy.searchParams.delete("at");
  return copy.href;
};

// The address that comes next, with the instant when it is held. Same address without it: it was let go.
function kept(next) {
  const url = new URL(next ?? location.href, location.href);
  const now = new URL(location.href);
  const at = now.searchParams.get("at");
  if (at === null || url.searchParams.has("at") || without(now) === url.href) return url;
  url.searchParams.set("at", at);
  if (url.pathname !== now.pathname && !url.searchParams.has("from"))
    for (const name of ["from", "to"]) if (now.searchParams.has(name)) url.searchParams.set(name, now.searchParams.get(name));
  return url;
}

let last = pinned();
function tell() {
  const at = pinned();
  if (at === last) return;
  last = at;
  document.dispatchEvent(new CustomEvent("op-at", { detail: at }));
}

for (const name of ["pushState", "replaceState"]) {
  const original = history[name];
  history[name] = function (state, unused, url) {
    original.call(history, state, unused, url == null ? url : kept(url).href);
    tell();
    document.dispatchEvent(new CustomEvent("op-moved"));
  };
}
addEventListener("popstate", () => { tell(); document.dispatchEvent(new CustomEvent("op-moved")); });

document.addEventListener("click", event => {
  if (event.target.closest?.("[data-unpin]")) pin(null);
  // Before the circuit is up the browser itself follows a link, and nobody is asked.
  const link = event.target.closest?.("a[href]");
  if (link && !window.Blazor && pinned() !== null && link.origin === location.origin && !link.target && !link.hasAttribute("download")) link.href = kept(link.href).href;
});
