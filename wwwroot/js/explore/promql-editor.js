// The PromQL editor, with Prometheus' own language support. Loaded when the first editor is on the page.
import { PromQLExtension } from "@prometheus-io/codemirror-promql";
import { EqlRegex, EqlSingle, Neq, NeqRegex } from "@prometheus-io/lezer-promql";
import { createEditor as create } from "../editor/kit.js";

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
 * @param {{value: string, label: string, hint: string, remote: object, onRun: () => void, onChange: () => void}} options
 *   remote: where names come from, as codemirror-promql's PrometheusClient, with matchers as {name, operator, value}; lint: false where variables stand in the text, which the grammar doesn't know
 */
export function createEditor(parent, { remote, lint = true, ...options }) {
  const promql = new PromQLExtension().setComplete({ remote: withOperators(remote), maxMetricsMetadata: 20000 }).activateLinter(lint);
  return create(parent, { ...options, language: promql.asExtension(), onDestroy: () => promql.destroy() });
}
