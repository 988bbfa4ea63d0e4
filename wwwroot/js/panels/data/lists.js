// What lists of alerts and dashboards show, from the columns of their answer. Pure.

const columnsOf = frames => {
  const fields = frames[0]?.fields ?? [];
  return name => fields.find(field => field.name === name)?.values ?? [];
};

/** [{state, name, since (ms or null), labels: [[name, value]…], summary, query, server}], as they are sorted. */
export function alertsOf(frames) {
  const column = columnsOf(frames);
  return column("Alert").map((name, i) => ({
    name, state: column("State")[i], since: column("Since")[i] ?? null, labels: Object.entries(column("Labels")[i] ?? {}),
    summary: column("Summary")[i] ?? "", query: column("Query")[i] ?? "", server: column("Server")[i] ?? "",
  }));
}

/** By the values of labels: [{name, items}…] in the order that the first of each has. Without labels it is one group without a name. */
export function groupsOf(alerts, labels) {
  const groups = new Map();
  for (const alert of alerts) {
    const own = Object.fromEntries(alert.labels);
    const name = labels.map(label => `${label}=${own[label] ?? ""}`).join("  ");
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push(alert);
  }
  return [...groups].map(([name, items]) => ({ name, items }));
}

/** [{title, folder, tags, uid}]. */
export function dashboardsOf(frames) {
  const column = columnsOf(frames);
  return column("Uid").map((uid, i) => ({ uid, title: column("Title")[i], folder: column("Folder")[i] ?? "", tags: column("Tags")[i] ?? "" }));
}

/** The lists that the options ask for: [{name, items}…]. A dashboard that is gone is in none. */
export function listsOf(all, options, starred, recent) {
  const { showStarred = true, showRecentlyViewed = false, showSearch = false, query = "", tags = [], maxItems } = options;
  const most = maxItems > 0 ? maxItems : 10;
  const named = uids => [...new Set(uids)].map(uid => all.find(one => one.uid === uid)).filter(Boolean);
  const found = () => all.filter(one => one.title.toLowerCase().includes(query.trim().toLowerCase()) && tags.every(tag => one.tags.split(", ").includes(tag)));
  return [
    showStarred && { name: "Starred", items: named(starred) },
    showRecentlyViewed && { name: "Looked at lately", items: named(recent) },
    showSearch && { name: "Search", items: found() },
  ].filter(Boolean).map(({ name, items }) => ({ name, items: items.slice(0, most) }));
}
