// <op-promql data-value="up" data-server="" data-label="Query A, PromQL">: an editor. Fires "op-run" when Enter says so. With data-variables="job instance" its text may hold $variables, those among them.
import { completionSource } from "./api.js";

const hint = "PromQL, such as sum by (job) (rate(http_requests_total[5m]))";

// When the circuit comes up, the server draws the page anew: what somebody wrote into the first drawing goes along.
const carried = new Map();
const carryMs = 5000;

export function mount(element) {
  let editor = null;
  let gone = false;
  let written = element.dataset.value ?? "";
  const key = element.dataset.key ?? element.dataset.label;
  const before = carried.get(key);
  carried.delete(key);
  let lastUsed = -Infinity;
  const used = () => (lastUsed = performance.now());
  for (const name of ["keydown", "pointerdown"]) element.addEventListener(name, used, true);
  const resumed = before && before.written === written && performance.now() - before.at < carryMs ? before : null;

  // Until the library is there, and if it can't be had, a plain field does.
  const field = document.createElement("textarea");
  field.className = "op-input op-promql-plain";
  field.setAttribute("aria-label", element.dataset.label ?? "PromQL");
  field.rows = 1;
  field.spellcheck = false;
  field.value = resumed?.text ?? written;
  field.placeholder = hint;
  field.addEventListener("keydown", event => {
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    run();
  });
  element.replaceChildren(field);
  if (resumed?.focused) {
    field.focus();
    field.setSelectionRange(resumed.caret, resumed.caret);
  }
  const run = () => element.dispatchEvent(new CustomEvent("op-run", { bubbles: true }));

  import("./promql-editor.js").then(({ createEditor }) => {
    if (gone) return;
    const typed = field.value;
    const focused = document.activeElement === field;
    const caret = field.selectionEnd;
    element.replaceChildren();
    editor = createEditor(element, {
      value: typed, label: element.dataset.label ?? "PromQL", hint, remote: completionSource(() => element.dataset.server ?? ""),
      onRun: run, onChange: () => editor?.mark(null), variables: element.dataset.variables === undefined ? undefined : () => element.dataset.variables.split(" ").filter(Boolean),
    });
    element.dataset.ready = "";
    if (focused) editor.focusAt(caret);
  }, () => {});

  Object.assign(element, {
    getText: () => (editor ? editor.get() : field.value),
    setText(text) { if (editor) editor.set(text); else field.value = text; },
    mark: (line, column, message) => editor?.mark(line, column, message),
    insertText: text => editor?.insert(text),
    focusEditor: () => (editor ? editor.focus() : field.focus()),
  });

  return {
    // The server says what the URL holds; what somebody types meanwhile stays.
    update() {
      const now = element.dataset.value ?? "";
      if (now !== written && element.getText() !== now) element.setText(now);
      written = now;
    },
    destroy() {
      gone = true;
      for (const name of ["keydown", "pointerdown"]) element.removeEventListener(name, used, true);
      const text = element.getText();
      // What is taken out of the page has lost the focus by now.
      const focused = performance.now() - lastUsed < 2000;
      if (text !== written || focused) carried.set(key, { text, written, focused, caret: editor ? editor.caret() : field.selectionEnd, at: performance.now() });
      editor?.destroy();
      editor = null;
      element.replaceChildren();
    },
  };
}
