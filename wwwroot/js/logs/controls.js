// What stands over the list: how lines are looked at, searching in them, downloads.
import { el } from "../panels/dom.js";

/** on: {view(changed), find(text), step(±1), pause(yes), download(format)} */
export function createControls(view, mayReadRaw, on) {
  const toggle = (words, name, keys) => el("button", { class: "op-btn op-btn-small", type: "button", "aria-pressed": String(view[name]), data: { testid: name, ...(keys ? { keys, keysWords: words } : {}) }, onclick: event => {
    const yes = event.currentTarget.getAttribute("aria-pressed") !== "true";
    event.currentTarget.setAttribute("aria-pressed", String(yes));
    on.view({ [name]: yes });
  } }, words);
  const find = el("input", { class: "op-input op-log-find", type: "search", "aria-label": "Find in these lines", placeholder: "find in these lines", data: { testid: "find" } });
  find.value = view.find;
  find.addEventListener("input", () => on.find(find.value));
  find.addEventListener("keydown", event => {
    if (event.key === "Enter") { event.preventDefault(); on.step(event.shiftKey ? -1 : 1); }
    if (event.key === "Escape") { find.value = ""; on.find(""); }
  });
  const matches = el("span", { class: "op-small op-muted", role: "status", data: { testid: "matches" } });
  const arrow = (words, by, sign) => el("button", { class: "op-icon-btn", type: "button", "aria-label": words, title: words, onclick: () => on.step(by) }, sign);
  const dedupe = el("select", { class: "op-select op-select-small", "aria-label": "Lines that say the same", data: { testid: "dedupe" }, onchange: event => on.view({ dedupe: event.target.value }) },
    ...[["off", "Every line"], ["exact", "Same lines once"], ["numbers", "Same but for numbers once"], ["signature", "Same words once"]].map(([value, words]) => el("option", { value }, words)));
  dedupe.value = view.dedupe;
  const columns = el("span", { class: "op-log-columns" });
  const pause = el("button", { class: "op-btn op-btn-small", type: "button", hidden: true, "aria-pressed": "false", data: { testid: "pause" }, onclick: () => on.pause(pause.getAttribute("aria-pressed") !== "true") }, "Pause");
  const downloads = el("details", { class: "op-pop", data: { side: "end" } }, el("summary", { class: "op-btn op-btn-small", data: { testid: "download" } }, "Download"),
    el("div", { class: "op-pop-body op-menu" }, ...[["text", "Text"], ["json", "JSON, one object a line"], ["csv", "CSV"]].map(([format, words]) => el("a", { href: "#", data: { format, testid: `download-${format}` }, onclick: event => { event.currentTarget.href = on.download(format); } }, words))));
  const bar = el("div", { class: "op-log-controls", role: "group", "aria-label": "How lines are shown" },
    pause, toggle("Wrap", "wrap", "x w"), dedupe, columns, find, arrow("Line before that has it", -1, "↑"), arrow("Next line that has it", 1, "↓"), matches, mayReadRaw ? toggle("Raw", "raw") : null, downloads);
  return {
    element: bar,
    columns(names) { columns.replaceChildren(...names.map(name => el("span", { class: "op-chip op-log-chip" }, name, el("button", { type: "button", "aria-label": `Take the column ${name} away`, onclick: () => on.view({ columns: names.filter(one => one !== name) }) }, "✕")))); },
    matches(words) { matches.textContent = words; },
    tail(live, paused, held) {
      pause.hidden = !live;
      pause.setAttribute("aria-pressed", String(paused));
      pause.textContent = paused ? `Go on${held ? ` (${held.toLocaleString("en")} wait)` : ""}` : "Pause";
    },
  };
}
