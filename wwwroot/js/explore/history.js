// <op-query-history>: what this viewer asked before, kept in this browser alone.
import { navigate } from "../range.js";
import { ageWords } from "../time.js";

const key = "op-explore-history";
const most = 50;

export function remember(queries, server) {
  const asked = queries.filter(text => text.trim() !== "");
  if (asked.length === 0) return;
  const same = one => one.server === server && JSON.stringify(one.q) === JSON.stringify(asked);
  write([{ q: asked, server, at: Date.now() }, ...read().filter(one => !same(one))].slice(0, most));
}

export function mount(element) {
  const list = document.createElement("ul");
  list.className = "op-explore-list";
  const clear = document.createElement("button");
  clear.type = "button";
  clear.className = "op-btn op-btn-small";
  clear.textContent = "Forget all";
  clear.addEventListener("click", () => { write([]); draw(); });
  const note = document.createElement("p");
  note.className = "op-muted op-small";
  element.replaceChildren(note, list, clear);
  const pop = element.closest("details");
  const opened = () => pop.open && draw();
  pop?.addEventListener("toggle", opened);
  draw();

  function draw() {
    const all = read();
    note.textContent = all.length ? "Asked before, in this browser only." : "Nothing was asked in this browser yet.";
    clear.hidden = all.length === 0;
    list.replaceChildren(...all.map(one => {
      const item = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      const code = document.createElement("code");
      code.textContent = one.q.join("\n");
      const age = document.createElement("span");
      age.className = "op-muted op-small";
      age.textContent = [one.server, ageWords(Date.now() - one.at)].filter(Boolean).join(", ");
      button.append(code, age);
      button.addEventListener("click", () => {
        const url = new URL(location.href);
        for (const name of ["q", "hide", "server"]) url.searchParams.delete(name);
        one.q.forEach(text => url.searchParams.append("q", text));
        if (one.server) url.searchParams.set("server", one.server);
        if (pop) pop.open = false;
        navigate(url);
      });
      item.append(button);
      return item;
    }));
  }

  return { destroy: () => pop?.removeEventListener("toggle", opened) };
}

function read() {
  try {
    const all = JSON.parse(localStorage.getItem(key) ?? "[]");
    return Array.isArray(all) ? all.filter(one => Array.isArray(one?.q) && one.q.every(text => typeof text === "string")) : [];
  } catch {
    return [];
  }
}

function write(all) {
  try {
    localStorage.setItem(key, JSON.stringify(all));
  } catch {
    // Without storage there is no history; nothing else is lost.
  }
}
