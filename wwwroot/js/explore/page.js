// <op-explore>: what the buttons do. The URL is the state: every act reads the editors and writes a new URL, and the server draws it.
import { navigate } from "../range.js";
import { get } from "./api.js";
import { remember } from "./history.js";

export function mount(page) {
  const clean = new AbortController();
  const { signal } = clean;
  const rows = () => [...page.querySelectorAll("[data-explore-query]")];
  const editorOf = row => row.querySelector("op-promql");
  const queries = () => rows().map(row => ({ text: editorOf(row).getText?.() ?? editorOf(row).dataset.value ?? "", hidden: row.hasAttribute("data-hidden") }));
  let lastUsed = null;

  const acts = {
    run: () => go(queries(), true),
    add: () => go([...queries(), { text: "", hidden: false }]).then(() => focusLast()),
    remove: index => go(queries().filter((_, i) => i !== index)),
    hide: index => go(queries().map((query, i) => (i === index ? { ...query, hidden: !query.hidden } : query))),
    duplicate(index) {
      const all = queries();
      all.splice(index + 1, 0, { ...all[index] });
      return go(all);
    },
    async format(index) {
      const editor = editorOf(rows()[index]);
      const answer = await check(index);
      if (answer?.query) editor.setText(answer.query);
      editor.focusEditor?.();
    },
  };

  page.addEventListener("click", event => {
    const button = event.target.closest("[data-explore-act]");
    if (button) acts[button.dataset.exploreAct]?.(rows().indexOf(button.closest("[data-explore-query]")));
  }, { signal });
  page.addEventListener("op-run", () => acts.run(), { signal });
  page.addEventListener("focusin", event => (lastUsed = event.target.closest("op-promql") ?? lastUsed), { signal });
  page.addEventListener("op-metric", event => {
    const editor = lastUsed?.isConnected ? lastUsed : editorOf(rows().at(-1));
    const empty = editor.getText().trim() === "";
    editor.insertText?.(event.detail.text);
    if (event.detail.run && empty) acts.run();
  }, { signal });

  /** Puts the queries into the URL; `asked` remembers them and says what is wrong with each. */
  async function go(all, asked = false) {
    const url = new URL(location.href);
    url.searchParams.delete("q");
    url.searchParams.delete("hide");
    const kept = all.length > 1 ? all : all.filter(query => query.text.trim() !== "");
    kept.forEach(query => url.searchParams.append("q", query.text));
    const hidden = kept.flatMap((query, i) => (query.hidden ? [i] : []));
    if (hidden.length) url.searchParams.set("hide", hidden.join(","));
    if (asked) remember(kept.filter(query => !query.hidden).map(query => query.text), page.dataset.server ?? "");
    if (url.href !== location.href) navigate(url);
    else document.dispatchEvent(new CustomEvent("op-refresh"));
    if (asked) rows().forEach((_, i) => check(i));
  }

  function focusLast() {
    const before = rows().length;
    const seen = new MutationObserver(() => {
      if (rows().length <= before) return;
      seen.disconnect();
      setTimeout(() => editorOf(rows().at(-1))?.focusEditor?.(), 50);
    });
    seen.observe(page, { childList: true, subtree: true });
    setTimeout(() => seen.disconnect(), 3000);
  }

  // Prometheus says where an expression is wrong without working it out.
  async function check(index) {
    const row = rows()[index];
    const editor = row && editorOf(row);
    const text = editor?.getText?.() ?? editor?.dataset.value ?? "";
    const words = row?.querySelector("[data-explore-fault]");
    if (!words) return null;
    words.textContent = "";
    if (text.trim() === "") return null;
    try {
      const answer = await get("format", { query: text, server: page.dataset.server }, signal);
      const fault = answer.error;
      if (fault?.message) {
        words.textContent = fault.line ? `Line ${fault.line}, column ${fault.column}: ${fault.message}` : fault.message;
        if (fault.line) editor.mark?.(fault.line, fault.column, fault.message);
      } else editor.mark?.(null);
      return answer;
    } catch {
      return null;
    }
  }

  const first = setTimeout(() => rows().forEach((_, i) => check(i)), 600);
  return {
    destroy() {
      clearTimeout(first);
      clean.abort();
    },
  };
}
