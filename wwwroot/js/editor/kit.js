// The editor of query languages: CodeMirror 6 with the page's colours. A language brings its own extensions.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap, completionStatus } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { lintKeymap, setDiagnostics } from "@codemirror/lint";
import { EditorState, Prec } from "@codemirror/state";
import { drawSelection, EditorView, keymap, placeholder } from "@codemirror/view";
import { tags } from "@lezer/highlight";

// Colours come from the page's tokens, so that both themes fit.
const colours = HighlightStyle.define([
  { tag: tags.name, color: "var(--op-text)" },
  { tag: [tags.number, tags.literal], color: "var(--op-series-2)" },
  { tag: tags.string, color: "var(--op-good)" },
  { tag: [tags.function(tags.variableName), tags.standard(tags.function(tags.variableName))], color: "var(--op-accent)" },
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier, tags.special(tags.variableName)], color: "var(--op-accent)", fontWeight: "600" },
  { tag: tags.labelName, color: "var(--op-warn)" },
  { tag: [tags.operator, tags.arithmeticOperator], color: "var(--op-text-2)" },
  { tag: tags.comment, color: "var(--op-muted)", fontStyle: "italic" },
  { tag: tags.invalid, color: "var(--op-bad)" },
]);

/**
 * @param {{value: string, label: string, hint: string, language: any, override?: Function[], onRun: () => void, onChange: () => void, onDestroy?: () => void}} options
 *   override: where completions come from, when the language doesn't bring them
 * @returns {{get, set, mark, focus, caret, focusAt, insert, destroy}}
 */
export function createEditor(parent, { value, label, hint, language, override, onRun, onChange, onDestroy }) {
  // Enter runs; Shift+Enter is a new line. While a completion is offered, Enter takes it.
  const run = view => (completionStatus(view.state) === "active" ? false : (onRun(), true));
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: value,
      extensions: [
        Prec.high(keymap.of([{ key: "Enter", run }, { key: "Mod-Enter", run: () => (onRun(), true) }])),
        history(), drawSelection(), bracketMatching(), closeBrackets(), autocompletion({ icons: false, maxRenderedOptions: 100, ...(override ? { override } : {}) }),
        syntaxHighlighting(colours), language, placeholder(hint), EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": label }),
        keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap, ...lintKeymap]),
        EditorView.updateListener.of(update => update.docChanged && onChange()),
      ],
    }),
  });
  return {
    get: () => view.state.doc.toString(),
    set: text => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } }),
    /** Underlines what is at that line and column (from 1); null takes the mark away. */
    mark(line, column, message) {
      if (line === null) { view.dispatch(setDiagnostics(view.state, [])); return; }
      const at = view.state.doc.line(Math.min(line, view.state.doc.lines));
      const from = Math.min(at.from + column - 1, at.to);
      const word = /^[\w:.]+/.exec(view.state.doc.sliceString(from, at.to))?.[0].length ?? 1;
      view.dispatch(setDiagnostics(view.state, [{ from: Math.max(0, Math.min(from, view.state.doc.length - 1)), to: Math.min(from + word, view.state.doc.length), severity: "error", message }]));
    },
    focus: () => view.focus(),
    /** Characters before the caret. */
    caret: () => view.state.selection.main.head,
    focusAt(caret) {
      view.focus();
      view.dispatch({ selection: { anchor: Math.min(caret, view.state.doc.length) } });
    },
    insert(text) {
      view.dispatch(view.state.replaceSelection(text));
      view.focus();
    },
    destroy() { onDestroy?.(); view.destroy(); },
  };
}
