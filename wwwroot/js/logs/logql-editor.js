// The LogQL editor: Grafana's grammar in the portal's own editor, with labels, values, fields and words of the language to complete.
import { LRLanguage } from "@codemirror/language";
import { parser } from "@grafana/lezer-logql";
import { createEditor as create } from "../editor/kit.js";
import { completions } from "./completion.js";

const language = LRLanguage.define({ parser, languageData: { closeBrackets: { brackets: ["(", "[", "{", '"', "`"] }, commentTokens: { line: "#" } } });

/** names: {labels(selector), values(label, selector), fields(query)}, each a promise of texts (fields: of {name, type, parser}). */
export function createEditor(parent, { names, ...options }) {
  return create(parent, { ...options, language, override: [context => completions(context.state.doc.toString(), context.pos, context.explicit, names)] });
}
