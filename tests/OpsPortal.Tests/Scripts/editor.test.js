// Variables in the editor of queries. Run by ScriptTests.cs with Node.
import assert from "node:assert/strict";
import { test } from "node:test";
import { CompletionContext } from "@codemirror/autocomplete";
import { EditorState } from "@codemirror/state";
import { promQLLanguage } from "@prometheus-io/codemirror-promql";

const { variableNames, withoutVariables, withVariables } = await import("../../../wwwroot/js/editor/variables.js");
const parser = withVariables(promQLLanguage("PromQL").parser);

function faultsOf(text) {
  let count = 0;
  parser.parse(text).iterate({ enter: node => { count += node.type.isError ? 1 : 0; } });
  return count;
}

for (const text of [
  'sum by ($by) (rate(http_requests_total{job=~"$job", $more}[$__rate_interval]))', "topk($n, ${metric}_total offset $ago)", "max_over_time(x[$__range:[[step]]]) > $limit", "x @ $__from",
])
  test(`withVariables_${text}_IsValid`, () => assert.equal(faultsOf(text), 0));

test("withVariables_WhatIsWrongBesideThem_StaysWrong", () => assert.notEqual(faultsOf("sum(rate(x[$__rate_interval])"), 0));

test("withVariables_Tree_IsAsLongAsTheText", () => assert.equal(parser.parse("sum(x_${v})").length, 11));

const offered = (text, at = text.length) => variableNames(() => ["job", "instance"])(new CompletionContext(EditorState.create({ doc: text }), at, false));

test("variableNames_BehindDollar_OffersTheDashboardsAndGrafanas", () => {
  const { from, to, options } = offered("rate(x[$__");
  assert.deepEqual([from, to], [7, 10]);
  assert.deepEqual(options.slice(0, 3).map(one => one.label), ["$job", "$instance", "$__rate_interval"]);
});

test("variableNames_InBraces_ClosesThemOnce", () => {
  const { from, to, options } = offered('up{job="${}"}', 10);
  assert.deepEqual([from, to, options[0].label], [8, 11, "${job}"]);
  assert.equal(offered("[[", 2).options[1].label, "[[instance]]");
});

test("variableNames_ElsewhereInAQuery_OffersNothing", () => assert.equal(offered("rate(x"), null));

test("withoutVariables_QuestionsForNames_AreNotNarrowedByThem", () => {
  const source = withoutVariables({ labelNames: metric => metric, labelValues: (label, metric, matchers) => [metric, matchers], series: (metric, matchers) => [metric, matchers] });
  const [variable, plain] = [{ name: "job", value: "$job" }, { name: "code", value: "200" }];
  assert.deepEqual(source.labelValues("instance", "up", [variable, plain]), ["up", [plain]]);
  assert.deepEqual(source.series("${metric}", [variable]), ["", []]);
  assert.equal(source.labelNames("up"), "up");
});
