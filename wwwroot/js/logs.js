// The logs page: Enter in the editor runs it, keys in the list don't scroll the page, and the chosen row stays in sight.
const listKeys = new Set(["ArrowDown", "ArrowUp", "PageDown", "PageUp", "Home", "End", " "]);

document.addEventListener("keydown", event => {
  const editor = event.target.closest?.("[data-submit-on-enter]");
  if (editor && event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    // The server hears of a text when it changes, which by itself would be on leaving the field.
    editor.dispatchEvent(new Event("change", { bubbles: true }));
    editor.form.requestSubmit();
  } else if (listKeys.has(event.key) && event.target.matches?.("[data-loglist]")) {
    event.preventDefault();
  }
});

document.addEventListener("op-refresh", () => document.querySelector("[data-on-refresh]")?.click());

function show(list) {
  const row = list.querySelector("[role=option]");
  if (!row) return;
  const top = Number(list.dataset.active) * row.offsetHeight;
  if (top < list.scrollTop) list.scrollTop = top;
  else if (top + row.offsetHeight > list.scrollTop + list.clientHeight) list.scrollTop = top + row.offsetHeight - list.clientHeight;
}

new MutationObserver(changes => {
  for (const change of changes) if (change.target.matches("[data-loglist]")) show(change.target);
}).observe(document.documentElement, { subtree: true, attributes: true, attributeFilter: ["data-active"] });
