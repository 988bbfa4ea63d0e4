// The logs page: queries, texts, rows, heights. Run by ScriptTests.cs with Node.
import assert from "node:assert/strict";
import { test } from "node:test";
import { completions, selectorAt } from "../../../wwwroot/js/logs/completion.js";
import * as elastic from "../../../wwwroot/js/logs/elastic.js";
import { Heights } from "../../../wwwroot/js/logs/heights.js";
import { languageOf } from "../../../wwwroot/js/logs/language.js";
import { around, empty, givesLines, narrow, parse, quote, write } from "../../../wwwroot/js/logs/query.js";
import { dedupe, keyOf, merge, rowOf, statistics } from "../../../wwwroot/js/logs/rows.js";
import { allFields, ansiParts, fieldsOf, findAll, logfmtOf, readJson, stripAnsi, summary, visible } from "../../../wwwroot/js/logs/text.js";
import { bytes, plus } from "../../../wwwroot/js/logs/time.js";
import { readView } from "../../../wwwroot/js/logs/view-state.js";

const row = (line, labels = { service: "hdc" }, ns = "1795231791923939249") => rowOf({ t: ns, s: 0, v: "info", l: line }, labels);

test("write_WhatWasParsed_IsTheSameQuery", () => {
  for (const query of [
    '{service="h200"}', '{service_name=~".+"}', '{service="h200", level!="debug"} |= "out of memory" != "retry"', '{a="b"} | detected_level=~"fatal|critical|error"',
    '{a="b"} |~ `\\d+ "x"` | json | status=`5"0` | duration_ms>12.5', '{a="b"} |= "two\\nlines" | detected_level="warn" | logfmt | http_status="500"',
  ]) assert.equal(write(parse(query)), query, query);
});

test("parse_WhatTheBuilderLacks_IsNull", () => {
  for (const query of [
    'sum(rate({a="b"}[5m]))', '{a="b"} | json | line_format "{{.x}}"', '{a="b"} | x="1" or y="2"', '{a="b"} | json x="y"', '{a="b"} |= "x" or "y"', '{a="b"', "{a=b}", '{a="b"} # why', '{a="b"} | json | logfmt', "nonsense", '{a="b"} | pattern "<x>"',
    '{a="b"} | label_format x=y',
  ]) assert.equal(parse(query), null, query);
});

test("parse_Levels_AreTheBuildersOwnAndOthersAreFields", () => {
  assert.deepEqual(parse('{a="b"} | detected_level=~"error|warn"').levels, ["error", "warn"]);
  assert.deepEqual(parse('{a="b"} | detected_level="critical"').levels, []);
  assert.deepEqual(parse('{a="b"} | detected_level="critical"').fields, [{ name: "detected_level", op: "=", value: "critical", bare: false }]);
});

test("write_LevelsThatAreNumbers_AreAskedForWhereTheyStandAndReadAgain", () => {
  const [handedOn, inLine, beside] = [{ field: "detected_level", inLine: false }, { field: "level", inLine: true }, { field: "severity", inLine: false }];
  const labels = [{ name: "a", op: "=", value: "b" }];
  for (const [wanted, numbers, query] of [
    [["error"], handedOn, '{a="b"} | detected_level=~"error|50"'],
    [["debug", "unknown"], handedOn, '{a="b"} | detected_level=~"debug|trace|20|10|unknown"'],
    [["error"], inLine, '{a="b"} | json level_number="level" | detected_level="error" or detected_level="unknown" and level_number="50"'],
    [["fatal", "debug"], inLine, '{a="b"} | json level_number="level" | detected_level=~"fatal|critical|debug|trace" or detected_level="unknown" and level_number=~"60|20|10"'],
    [["unknown"], inLine, '{a="b"} | json level_number="level" | detected_level="unknown" and level_number!~"60|50|40|30|20|10"'],
    [["error", "warn"], beside, '{a="b"} | detected_level=~"error|warn" or severity=~"3|4"'],
    [["unknown"], beside, '{a="b"} | detected_level="unknown" and severity!~"0|1|2|3|4|5|6|7"'],
    [["info"], { field: "severityNumber", inLine: true }, '{a="b"} | json level_number="severityNumber" | detected_level="info" or detected_level="unknown" and level_number=~"9|10|11|12"'],
    [["info"], { field: "of a kind to come", inLine: true }, '{a="b"} | detected_level="info"'],
    [[], inLine, '{a="b"}'],
  ]) {
    assert.equal(write({ ...empty(), labels, levels: wanted, numbers }), query);
    const read = parse(query);
    assert.deepEqual(read.levels, wanted, query);
    if (wanted.length > 0 && numbers.field !== "of a kind to come") assert.deepEqual(read.numbers, numbers, query);
    assert.equal(write({ ...read, texts: [{ op: "|=", value: "x" }], parser: "json" }), query.replace('{a="b"}', '{a="b"} |= "x"') + " | json");
    assert.equal(write(parse(query + " | json")), query + " | json");
  }
  assert.deepEqual(parse('{a="b"} | severity="3"').fields, [{ name: "severity", op: "=", value: "3", bare: false }]);
  assert.equal(parse('{a="b"} | json level_number="level" | level_number="50"'), null);
  assert.deepEqual(parse('{a="b"} | detected_level=~"error|30"').levels, []);
});

test("write_NoConditionThatHolds_FindsEverything", () => {
  assert.equal(write(empty()), '{service_name=~".+"}');
  assert.equal(write({ ...empty(), labels: [{ name: "a", op: "!=", value: "b" }] }), '{a!="b", service_name=~".+"}');
  assert.equal(write({ ...empty(), labels: [{ name: "a", op: "=~", value: ".*" }] }), '{a=~".*", service_name=~".+"}');
});

test("quote_AnyText_StaysInItsQuotes", () => {
  for (const text of ["plain", 'say "hi"', "C:\\temp", 'both ` and "', "two\nlines", "a\\\n", "\t"]) assert.equal(parse(`{a=${quote(text)}}`).labels[0].value, text);
});

test("narrow_ByClick_AddsWhereItBelongs", () => {
  assert.equal(narrow('{service_name=~".+"}', { name: "service", value: "hdc", kind: "label" }), '{service="hdc"}');
  assert.equal(narrow('{a="b"}', { name: "http.status", value: "500", kind: "field" }), '{a="b"} | json | http_status="500"');
  assert.equal(narrow('{a="b"}', { name: "x", value: "y", op: "!=", kind: "field", parser: "logfmt" }), '{a="b"} | logfmt | x!="y"');
  assert.equal(narrow('{a="b"}', { name: "trace_id", value: "t", kind: "metadata" }), '{a="b"} | trace_id="t"');
  assert.equal(narrow('{a="b"} | json | line_format "{{.x}}"', { name: "x", value: 'q"', kind: "field" }), '{a="b"} | json | line_format "{{.x}}" | x=`q"`');
});

test("around_ALine_IsItsStreamWithItsParser", () => assert.equal(around({ a: "b", c: 'd"' }, '{x="y"} |= "z" | json | s="1"'), '{a="b", c=`d"`} | json'));

test("around_ALineWhoseLevelIsALabel_IsItsStreamOfAllLevels", () => {
  assert.equal(around({ level: "error", service: "hdc" }, '{service="hdc", level="error"}'), '{service="hdc"}');
  assert.equal(around({ level: "error" }, '{level="error"}'), '{level="error"}');
});

test("givesLines_BySelectorAtTheStart", () => {
  for (const query of ['{a="b"}', '  # why\n {a="b"}']) assert.equal(givesLines(query), true);
  for (const query of ['sum(rate({a="b"}[5m]))', '# {a="b"}', ""]) assert.equal(givesLines(query), false);
});

test("summary_OfALine_IsItsMessageAndWhatTellsItApart", () => {
  assert.deepEqual(summary('{"timestamp":"t","level":"INFO","message":"done","request_id":"r","status":200,"http":{"method":"GET"}}'), { message: "done", more: "status=200 http.method=GET" });
  assert.deepEqual(summary('{"msg":"short"}'), { message: "short", more: "" });
  assert.equal(summary('{"n":1}').message, '{"n":1}');
  assert.equal(summary("{broken").message, "{broken");
  assert.equal(summary("x".repeat(10000)).message.length, 601);
});

test("visible_OddCharacters_AreCodesAndNothingElse", () => {
  assert.equal(visible("a\u0007b\u0000"), "a␇b␀");
  assert.equal(visible("user\u202egpj.exe\u2066\u200b\ufeff"), "user⟨U+202E⟩gpj.exe⟨U+2066⟩⟨U+200B⟩⟨U+FEFF⟩");
  assert.equal(visible("two\nlines"), "two↵lines");
  assert.equal(visible("two\r\nlines", false), "two\nlines");
  assert.equal(visible("half \ud800 of 😀"), "half ⟨U+D800⟩ of 😀");
  assert.equal(visible("<b>&amp;</b>"), "<b>&amp;</b>");
  assert.equal(visible("tab\there é 漢"), "tab\there é 漢");
});

test("ansiParts_Colours_AreTold", () => {
  assert.deepEqual(ansiParts("a\u001b[31mred\u001b[1;92mgreen\u001b[0mz"), [
    { text: "a", colour: null, bold: false }, { text: "red", colour: "red", bold: false }, { text: "green", colour: "green", bold: true }, { text: "z", colour: null, bold: false }]);
  assert.equal(stripAnsi("\u001b[38;5;196mx\u001b[2Ky\u001b[0m"), "xy");
  assert.equal(ansiParts("\u001b[38;2;1;31;3mx")[0].colour, null);
});

test("fieldsOf_NestedJson_IsFlatAndBounded", () => {
  assert.deepEqual(fieldsOf(readJson('{"a":1,"b":{"c":"x","d":[1,2]},"e":null}')), [["a", "1"], ["b.c", "x"], ["b.d", "[1,2]"], ["e", "null"]]);
  assert.equal(fieldsOf(Object.fromEntries(Array.from({ length: 500 }, (_, i) => ["k" + i, i]))).length, 200);
  assert.equal(readJson("[1]"), null);
  assert.equal(readJson('{"__proto__":{"x":1}}').x, undefined);
});

test("logfmtOf_Pairs_AreRead", () => {
  assert.deepEqual(logfmtOf('level=info msg="a \\"b\\" c" n=1'), [["level", "info"], ["msg", 'a "b" c'], ["n", "1"]]);
  assert.deepEqual(logfmtOf("a sentence with x=1"), []);
});

test("allFields_LineMetadataParsed_EachOnce", () => {
  const one = rowOf({ t: "1795231791923939249", s: 0, v: "info", l: '{"a":"line"}', m: { a: "meta", b: "2" }, p: { c: "3" } }, {});
  assert.deepEqual([...allFields(one)], [["a", "line"], ["b", "2"], ["c", "3"]]);
});

test("findAll_WhateverTheCase_GivesPlaces", () => {
  assert.deepEqual(findAll("Error: ERROR", "error"), [[0, 5], [7, 12]]);
  assert.deepEqual(findAll("abc", ""), []);
});

test("dedupe_Neighbours_AreOneWithACount", () => {
  const rows = ["took 12 ms", "took 13 ms", "took 13 ms", "other"].map(line => row(line));
  assert.deepEqual(dedupe(rows, "exact").map(one => one.count), [1, 2, 1]);
  assert.deepEqual(dedupe(rows, "numbers").map(one => one.count), [3, 1]);
  assert.equal(dedupe(rows, "off"), rows);
  assert.deepEqual(rows.map(one => one.count), [1, 1, 1, 1]);
  assert.equal(dedupe(rows, "numbers")[0].said.message, "took 12 ms");
});

test("keyOf_Lines_AreToldApart", () => {
  assert.match(keyOf(row("a")), /^1795231791923939249-[a-z0-9]+$/);
  assert.notEqual(keyOf(row("a")), keyOf(row("b")));
  assert.notEqual(keyOf(row("a")), keyOf(row("a", { service: "x" })));
});

test("statistics_OfAField_CountAndSum", () => {
  const found = statistics(["1", "3", "3"].map(n => row(`{"n":${n}}`)), one => allFields(one).get("n"));
  assert.deepEqual(found.top, [["3", 2], ["1", 1]]);
  assert.deepEqual(found.numbers, { min: 1, max: 3, mean: 7 / 3 });
  assert.equal(statistics([row("x")], () => undefined).present, 0);
});

test("merge_ListsThatOverlap_HaveEachLineOnceInOrder", () => {
  const [a, b, c] = [row("a", {}, "1795231791923939249"), row("b", {}, "1795231791923939250"), row("c", {}, "1795231791923939251")];
  assert.deepEqual(merge([a, c], [row("c", {}, c.ns), b]).map(one => one.line), ["a", "b", "c"]);
});

test("heights_Measured_MoveWhatIsBelow", () => {
  const heights = new Heights(20);
  heights.reset(1000);
  assert.equal(heights.total, 20000);
  assert.equal(heights.at(399), 19);
  assert.equal(heights.set(10, 120), true);
  assert.equal(heights.set(10, 120), false);
  assert.equal(heights.top(11), 320);
  assert.equal(heights.total, 20100);
  assert.equal(heights.at(250), 10);
  heights.reset(1200, 1000);
  assert.equal(heights.total, 24100);
  assert.equal(heights.drop(20), 500);
  assert.equal(heights.count, 1180);
  assert.equal(heights.total, 23600);
  heights.reset(0);
  assert.equal(heights.total, 0);
  assert.equal(heights.at(50), 0);
});

test("heights_EveryRow_IsFoundAtItsTop", () => {
  const heights = new Heights(26);
  heights.reset(500);
  for (let i = 0; i < 500; i += 7) heights.set(i, 26 + (i % 90));
  for (let i = 0; i < 500; i++) assert.equal(heights.at(heights.top(i)), i);
});

const names = { labels: async () => ["service", "level"], values: async (label, selector) => [`${label} of ${selector}`], fields: async () => [{ name: "status", type: "int", cardinality: 3 }] };
const completed = async (text, explicit = false) => { const found = await completions(text, text.length, explicit, names); return found && { from: found.from, labels: found.options.map(one => one.label) }; };

test("completions_InASelector_AreLabelsAndTheirValues", async () => {
  assert.deepEqual(await completed("{"), { from: 1, labels: ["service", "level"] });
  assert.deepEqual(await completed('{a="b", le'), { from: 8, labels: ["service", "level"] });
  assert.deepEqual(await completed('{a="b", level="in'), { from: 15, labels: ['level of {a="b"}'] });
});

test("completions_InAPipeline_AreStagesAndFields", async () => {
  const found = await completed('{a="b"} | st');
  assert.equal(found.from, 10);
  assert.ok(found.labels.includes("json") && found.labels.includes("status"));
  assert.equal(await completed('{a="b"} |= "te'), null);
});

test("completions_AtTheStart_AreFunctions", async () => {
  assert.ok((await completed("cou")).labels.includes("count_over_time"));
  assert.ok((await completed("sum(ra")).labels.includes("rate"));
});

test("selectorAt_BracesInTexts_DontCount", () => {
  assert.equal(selectorAt('{a="}'), 0);
  assert.equal(selectorAt('{a="b"} | line_format "{{.x'), null);
  assert.equal(selectorAt('sum(rate({a="b", '), 9);
});

test("plus_Nanoseconds_StayExact", () => {
  assert.equal(plus("1795231791923939249", 1), "1795231791923939250");
  assert.equal(bytes(12_400_000), "12.4 MB");
  assert.equal(bytes(999), "999 B");
});

test("readView_Nonsense_IsTheDefault", () => {
  assert.deepEqual(readView("http://x/logs?wrap=2&dedupe=all&line=../x&cols=,"), { wrap: false, columns: [], dedupe: "off", find: "", line: null, raw: false });
  assert.equal(readView("http://x/logs?line=1795231791923939249-abc").line, "1795231791923939249-abc");
});

test("elastic_Narrow_AddsConditionsThatStayInTheirQuotes", () => {
  const names = { detected_level: "log.level", service: "service.name" };
  assert.equal(elastic.narrow("*", { name: "http.status", value: "500" }), 'http.status:"500"');
  assert.equal(elastic.narrow('service.name:"api"', { name: "detected_level", value: "ERROR", op: "!=" }, names), 'service.name:"api" AND NOT log.level:"ERROR"');
  assert.equal(elastic.narrow("a:1 OR b:2", { value: 'say "hi" \\', kind: "text" }), '(a:1 OR b:2) AND "say \\"hi\\" \\\\"');
  assert.equal(elastic.narrow("*", { name: "odd name:x", value: "" }), "NOT _exists_:odd\\ name\\:x");
  assert.equal(elastic.around({ "service.name": "api", "host.name": "n1" }), 'service.name:"api" AND host.name:"n1"');
  assert.equal(elastic.around({}), "*");
});

test("languageOf_Stores_AreTheirOwn", () => {
  assert.equal(languageOf({}).parameter, "");
  assert.equal(languageOf({ store: "elasticsearch", names: '{"detected_level":"level"}' }).narrow("*", { name: "detected_level", value: "warn" }), 'level:"warn"');
  assert.equal(languageOf({ store: "elasticsearch" }).givesLines("anything"), true);
});
