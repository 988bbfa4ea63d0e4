// How lines are looked at, kept in the address beside the question; it asks nothing anew. Pure but for the address.
export function readView(href = location.href) {
  const query = new URL(href, "http://x").searchParams;
  return {
    wrap: query.get("wrap") === "1",
    columns: (query.get("cols") ?? "").split(",").filter(Boolean).slice(0, 12),
    dedupe: ["exact", "numbers", "signature"].includes(query.get("dedupe")) ? query.get("dedupe") : "off",
    find: query.get("find") ?? "",
    line: /^\d{19}-[a-z0-9]{1,9}$/.test(query.get("line") ?? "") ? query.get("line") : null,
    raw: query.get("raw") === "1",
  };
}

export function writeView(view) {
  const url = new URL(location.href);
  const set = (name, value) => (value ? url.searchParams.set(name, value) : url.searchParams.delete(name));
  set("wrap", view.wrap ? "1" : "");
  set("cols", view.columns.join(","));
  set("dedupe", view.dedupe === "off" ? "" : view.dedupe);
  set("find", view.find);
  set("line", view.line);
  set("raw", view.raw ? "1" : "");
  if (url.href !== location.href) history.replaceState(history.state, "", url);
}
