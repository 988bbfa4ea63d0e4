// "?": every short key that works here, the page's own among them.
const names = { ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", P: "Shift+P", T: "Shift+T", Escape: "Esc", "Ctrl+k": "Ctrl+K" };
let dialog = null;

export function open(table) {
  dialog ??= make();
  const own = [...document.querySelectorAll("[data-keys][data-keys-words]")].map(one => [one.dataset.keys, one.dataset.keysWords]);
  const groups = own.length ? [["On this page", [...new Map(own)]], ...table] : table;
  dialog.querySelector(".op-keys-groups").replaceChildren(...groups.map(group));
  dialog.showModal();
}

function make() {
  const made = document.createElement("dialog");
  made.className = "op-dialog op-keys-dialog";
  made.setAttribute("aria-labelledby", "op-keys-title");
  made.dataset.testid = "keys-help";
  made.innerHTML = '<div class="op-dialog-body"><div class="op-row op-spread"><h2 id="op-keys-title">Keyboard shortcuts</h2><button class="op-btn op-btn-small" type="button" data-close>Close</button></div><div class="op-keys-groups"></div></div>';
  made.addEventListener("click", event => {
    if (event.target === made || event.target.closest("[data-close]")) made.close();
  });
  document.body.append(made);
  return made;
}

function group([title, rows]) {
  const section = document.createElement("section");
  const head = document.createElement("h3");
  head.textContent = title;
  const list = document.createElement("dl");
  for (const [keys, words] of rows) {
    const term = document.createElement("dt");
    for (const key of keys.split(" ")) {
      const kbd = document.createElement("kbd");
      kbd.textContent = names[key] ?? key;
      term.append(kbd, " ");
    }
    const meaning = document.createElement("dd");
    meaning.textContent = words;
    list.append(term, meaning);
  }
  section.append(head, list);
  return section;
}
