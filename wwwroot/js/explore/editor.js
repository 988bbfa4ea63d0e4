// <op-promql data-value="up" data-server="" data-label="Query A, PromQL">: an editor. Fires "op-run" when Enter says so.
import { completionSource } from "./api.js";

const hint = "PromQL, such as sum by (job) (rate(http_requests_total[5m]))";

export function mount(element) {
  let editor = null;
  let gone = false;
  let written = element.dataset.value ?? "";

  // Until the library is there, and if it can't be had, a plain field does.
  const field = document.createElement("textarea");
  field.className = "op-input op-promql-plain";
  field.setAttribute("aria-label", element.dataset.label ?? "PromQL");
  field.rows = 1;
  field.spellcheck = false;
  field.value = written;
  field.placeholder = hint;
  field.addEventListener("keydown", event => {
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    run();
  });
  element.replaceChildren(field);
  const run = () => element.dispatchEvent(new CustomEvent("op-run", { bubbles: true }));

  import("../../lib/promql/editor.js").then(({ createEditor }) => {
    if (gone) return;
    const typed = field.value;
    const focused = document.activeElement === field;
    element.replaceChildren();
    editor = createEditor(element, {
      value: typed, label: element.dataset.label ?? "PromQL", hint, remote: completionSource(() => element.dataset.server ?? ""),
      onRun: run, onChange: () => editor?.mark(null),
    });
    element.dataset.ready = "";
    if (focused) editor.focus();
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
      editor?.destroy();
      editor = null;
      element.replaceChildren();
    },
  };
}
