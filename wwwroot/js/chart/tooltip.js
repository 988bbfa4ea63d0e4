// Tooltips of charts: one for what the pointer is over, and one for each other chart where a dashboard shares them.
const most = 20;

/** {show(head, rows, x, y), hide(), remove()}. rows: [{name, text, value, colour, near}] in the order to show; x and y in the window. */
export function createTip() {
  let box = null;

  function element() {
    // In full screen only what is inside the shown element can be seen.
    const home = document.fullscreenElement ?? document.body;
    if (!box) {
      box = document.createElement("div");
      box.className = "op-chart-tip";
      box.setAttribute("aria-hidden", "true");
    }
    if (box.parentElement !== home) home.append(box);
    return box;
  }

  return {
    show(head, rows, x, y) {
      const tip = element();
      const title = document.createElement("b");
      title.textContent = head;
      const lines = rows.slice(0, most).map(tipLine);
      if (rows.length === 0) lines.push(Object.assign(document.createElement("div"), { textContent: "No points here" }));
      if (rows.length > most) lines.push(Object.assign(document.createElement("div"), { textContent: `and ${rows.length - most} more` }));
      tip.replaceChildren(...(head ? [title] : []), ...lines);
      tip.setAttribute("data-show", "");
      const { width, height } = tip.getBoundingClientRect();
      const left = x + 16 + width > innerWidth ? Math.max(4, x - width - 16) : x + 16;
      const top = Math.min(Math.max(4, y + 12), innerHeight - height - 4);
      tip.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
    },
    hide() {
      box?.removeAttribute("data-show");
    },
    remove() {
      box?.remove();
      box = null;
    },
  };
}

/** One row of a tooltip. */
export function tipLine({ name, text, colour, near }) {
  const row = document.createElement("div");
  row.toggleAttribute("data-near", Boolean(near));
  const mark = document.createElement("span");
  mark.className = "op-chart-swatch";
  if (colour) mark.style.setProperty("--op-swatch", colour);
  const words = document.createElement("span");
  words.textContent = name;
  const value = document.createElement("span");
  value.textContent = text;
  row.append(mark, words, value);
  return row;
}

/** The page's one tooltip at the pointer. */
export const pointerTip = createTip();
