// The incident pages' own: deadlines that count on, and keys for the list (j, k, a, /). Everything else is the server's.
const two = (large, largeUnit, small, smallUnit) => small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
const span = ms => {
  const s = ms / 1000;
  if (s < 100) return `${Math.floor(s)} s`;
  if (s < 6000) return `${Math.floor(s / 60)} min`;
  if (s < 172800) return two(Math.floor(s / 3600), "h", Math.floor(s / 60) % 60, "min");
  return two(Math.floor(s / 86400), "d", Math.floor(s / 3600) % 24, "h");
};

/** "12 min left", "overdue 3 min": as DueMark.razor writes it. */
export function dueWords(left) {
  return left > 0 ? `${span(left)} left` : `overdue ${span(-left)}`;
}

function tick() {
  const now = Date.now();
  for (const time of document.querySelectorAll("time[data-due]")) {
    const left = Date.parse(time.dateTime) - now;
    if (Number.isNaN(left)) continue;
    const words = dueWords(left);
    // The server's renderer owns the text node: it is changed, never replaced.
    if (time.firstChild?.nodeType === Node.TEXT_NODE && time.firstChild.nodeValue !== words) time.firstChild.nodeValue = words;
    time.toggleAttribute("data-over", left <= 0);
    time.toggleAttribute("data-near", left > 0 && left < 600_000);
  }
}

const typing = element => element?.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element?.tagName ?? "");
const link = row => row.querySelector("[data-row-link]")?.querySelector("summary") ?? row.querySelector("[data-row-link]");
let goes = 0;

document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || typing(event.target)) return;
  const rows = [...document.querySelectorAll("tr[data-row]")];
  const here = rows.indexOf(document.activeElement?.closest("tr[data-row]"));
  // "g" and a letter goes to a page (keys.js): that letter isn't ours.
  const going = performance.now() - goes < 1200;
  goes = event.key === "g" ? performance.now() : 0;
  if (going) return;
  if (rows.length > 0 && (event.key === "j" || event.key === "k")) {
    const next = event.key === "j" ? Math.min(here + 1, rows.length - 1) : Math.max(here - 1, 0);
    link(rows[next])?.focus();
    rows[next].scrollIntoView({ block: "nearest" });
    event.preventDefault();
  } else if (event.key === "a") {
    const scope = here >= 0 ? rows[here] : rows.length === 0 ? document : null;
    scope?.querySelector("[data-key=a]:not(:disabled)")?.click();
  } else if (event.key === "/" && document.getElementById("q")) {
    document.getElementById("q").focus();
    event.preventDefault();
  }
});

tick();
setInterval(tick, 1000);
