// Variables in an editor: $job, ${job}, [[job]]. The grammar sees something valid in their place, the reader sees them in a colour of their own.
import { Prec } from "@codemirror/state";
import { Decoration, MatchDecorator, ViewPlugin } from "@codemirror/view";
import { Parser } from "@lezer/common";
import { variable, withPlaceholders } from "./placeholders.js";

const builtIn = new Map([
  ["__rate_interval", "long enough for rate() at any zoom"],
  ["__interval", "the time between two points"],
  ["__interval_ms", "the time between two points, in milliseconds"],
  ["__range", "the time range that is shown"],
  ["__range_s", "the time range, in seconds"],
  ["__range_ms", "the time range, in milliseconds"],
  ["__from", "where the time range begins, in milliseconds"],
  ["__to", "where the time range ends, in milliseconds"],
]);

/** A parser to which every variable is a name, a number or a duration. Nothing is taken from the tree before: one letter may change what stands for all. */
export function withVariables(parser) {
  return new (class extends Parser {
    createParse(input, fragments, ranges) {
      return parser.startParse(withPlaceholders(input.read(0, input.length)), [], ranges);
    }
  })();
}

/** @param {() => string[]} names the dashboard's, without `$` */
export function drawnVariables(names) {
  const known = Decoration.mark({ class: "op-ql-variable" });
  const unknown = Decoration.mark({ class: "op-ql-variable is-unknown", attributes: { title: "This dashboard has no variable of that name" } });
  const matcher = new MatchDecorator({ regexp: variable, decoration: ([text]) => (isKnown(nameOf(text), names()) ? known : unknown) });
  // Highest is innermost: its colour is over the one of the text or name it is in.
  return Prec.highest(ViewPlugin.define(
    view => ({ marks: matcher.createDeco(view), update(update) { this.marks = matcher.updateDeco(update, this.marks); } }),
    { decorations: plugin => plugin.marks },
  ));
}

/** Where completions of `$`, `${` and `[[` come from. */
export function variableNames(names) {
  return context => {
    const begun = context.matchBefore(/(\$\{?|\[\[)\w*$/);
    if (!begun) return null;
    const [open, close] = begun.text.startsWith("${") ? ["${", "}"] : begun.text.startsWith("[[") ? ["[[", "]]"] : ["$", ""];
    // What the editor has closed by itself is closed once.
    const closed = close && context.state.sliceDoc(context.pos, context.pos + close.length) === close ? close.length : 0;
    const option = (name, detail, boost) => ({ label: open + name + close, type: "variable", detail, boost });
    return { from: begun.from, to: context.pos + closed, options: [...names().map(name => option(name, "variable", 1)), ...[...builtIn].map(([name, words], i) => option(name, words, -i))], validFor: /^(\$\{?|\[\[)\w*$/ };
  };
}

/** Names from a server that doesn't know variables: a matcher or a metric with one in it narrows nothing. */
export function withoutVariables(source) {
  const plain = matchers => (matchers ?? []).filter(one => !hasVariable(one.value));
  const metricOf = metric => (metric && hasVariable(metric) ? "" : metric);
  return {
    ...source,
    labelNames: metric => source.labelNames(metricOf(metric)),
    labelValues: (label, metric, matchers) => source.labelValues(label, metricOf(metric), plain(matchers)),
    series: (metric, matchers, label) => source.series(metricOf(metric), plain(matchers), label),
  };
}

const hasVariable = text => text.search(variable) >= 0;
const nameOf = text => /\w+/.exec(text)?.[0] ?? "";
const isKnown = (name, names) => builtIn.has(name) || name.startsWith("__") || names.includes(name);
