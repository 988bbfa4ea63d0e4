// The queries of the panel editor: what is written becomes a step of the draft by Enter or when the field is left, and Prometheus says where it is wrong.
import { get } from "../explore/api.js";
import { withPlaceholders } from "../editor/placeholders.js";

export function watchQueries(root) {
  const take = event => {
    const editor = event.target.closest?.("op-promql");
    const query = editor?.closest("[data-query]");
    if (!query || (event.type === "focusout" && editor.contains(event.relatedTarget))) return;
    const text = editor.getText?.();
    if (text === undefined) return;
    if (text !== editor.dataset.value) {
      // Blazor hears of fields alone.
      const field = query.querySelector("[data-query-text]");
      field.value = text;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
    check(editor, query.querySelector("[data-query-fault]"), text);
  };
  root.addEventListener("op-run", take);
  root.addEventListener("focusout", take);
}

async function check(editor, words, text) {
  const fault = text.trim() === "" ? null : await faultOf(text).catch(() => null);
  // Meanwhile it was written on.
  if (editor.getText?.() !== text) return;
  words.hidden = !fault;
  words.textContent = !fault ? "" : fault.line ? `Line ${fault.line}, column ${fault.column}: ${fault.message}` : fault.message;
  if (fault?.line) editor.mark?.(fault.line, fault.column, fault.message);
  else editor.mark?.(null);
}

// A variable may be a name or a number: wrong is what is wrong with both.
async function faultOf(text) {
  // Without a place or words it is the server that fails, not the query.
  const ask = async query => {
    const { error } = await get("format", { query });
    return error?.message ? error : null;
  };
  const first = await ask(withPlaceholders(text));
  return first && text.includes("$") ? (await ask(withPlaceholders(text, true))) && first : first;
}
