// The PromQL editor, with Prometheus' own language support. Loaded when the first editor is on the page.
import { closeCompletion } from "@codemirror/autocomplete";
import { Language } from "@codemirror/language";
import { PromQLExtension, promQLLanguage } from "@prometheus-io/codemirror-promql";
import { EqlRegex, EqlSingle, Neq, NeqRegex } from "@prometheus-io/lezer-promql";
import { EditorView } from "@codemirror/view";
import { createEditor as create } from "../editor/kit.js";
import { drawnVariables, variableNames, withoutVariables, withVariables } from "../editor/variables.js";

const operators = new Map([[EqlSingle, "="], [Neq, "!="], [EqlRegex, "=~"], [NeqRegex, "!~"]]);

// The parser numbers the operators; who is asked for names wants them as they are written.
function withOperators(source) {
  const written = matchers => (matchers ?? []).map(one => ({ name: one.name, operator: operators.get(one.type) ?? "=", value: one.value }));
  return {
    ...source,
    labelValues: (label, metric, matchers) => source.labelValues(label, metric, written(matchers)),
    series: (metric, matchers, label) => source.series(metric, written(matchers), label),
  };
}

/**
 * @param {{value: string, label: string, hint: string, remote: object, variables?: () => string[], onRun: () => void, onChange: () => void}} options
 *   remote: where names come from, as codemirror-promql's PrometheusClient, with matchers as {name, operator, value};
 *   variables: the dashboard's, where the text may hold some; without types of values nothing is marked while it is written
 */
export function createEditor(parent, { remote, variables, ...options }) {
  const promql = new PromQLExtension().setComplete({ remote: withOperators(variables ? withoutVariables(remote) : remote), maxMetricsMetadata: 20000 });
  return create(parent, { ...options, language: variables ? languageWithVariables(promql, variables) : promql.asExtension(), onDestroy: () => promql.destroy() });
}

function languageWithVariables(promql, variables) {
  const plain = promQLLanguage("PromQL");
  const language = new Language(plain.data, withVariables(plain.parser), [], "promql");
  // Names that come when somebody has left the field would open over the next one.
  const closed = EditorView.domEventHandlers({ blur: (_, view) => { closeCompletion(view); } });
  return [closed, language, [context => promql.getComplete().promQL(context), variableNames(variables)].map(autocomplete => language.data.of({ autocomplete })), drawnVariables(variables)];
}
