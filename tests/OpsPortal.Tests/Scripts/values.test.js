// What a value becomes: calculations, mappings, thresholds, colours, words. Run by ScriptTests.cs with Node.
import assert from "node:assert/strict";
import { test } from "node:test";
import { contrast, createColours, fade, onGround, parse, readable, textOn } from "../../../wwwroot/js/chart/colours.js";
import { displayOf, fieldColour } from "../../../wwwroot/js/panels/data/display.js";
import { mapped } from "../../../wwwroot/js/panels/data/mappings.js";
import { calcName, keepsUnit, reduce } from "../../../wwwroot/js/panels/data/reducers.js";
import { continuousRamp, heatRamp, isContinuous } from "../../../wwwroot/js/panels/data/schemes.js";
import { absoluteSteps, stepOf } from "../../../wwwroot/js/panels/data/thresholds.js";
import { axisTexts, format, text } from "../../../wwwroot/js/units.js";

const tokens = { surface: "#14181e", title: "#e8ebf0", text: "#9aa4b2", line: "#222933", series: ["#76adfd", "#e98f22", "#2aa17c"] };
const colours = createColours(tokens);
const values = [4, null, 2, NaN, 8, 6, null];

test("reduce_EachCalculation_SkipsWhatIsNoNumber", () => {
  const expected = {
    last: null, lastNotNull: 6, first: 4, firstNotNull: 4, min: 2, max: 8, mean: 5, sum: 20, count: 5, countAll: 7, range: 6, delta: 6, diff: 2, diffperc: 50, logmin: 2, allIsZero: false, allIsNull: false,
    changeCount: 3, distinctCount: 5, variance: 5, stdDev: Math.sqrt(5), median: 5, p50: 6, p0: 2, p100: 8, step: -2, avg: 5, current: 6, total: 20, unheardOf: 6,
  };
  for (const [calc, value] of Object.entries(expected)) assert.deepEqual(reduce(values, calc), value, calc);
});

test("reduce_Delta_CountsRisesOnly", () => assert.equal(reduce([10, 15, 3, 5], "delta"), 5 + 2));

test("reduce_NothingThere_IsNull", () => {
  for (const calc of ["lastNotNull", "min", "max", "mean", "range", "median", "stdDev", "diff"]) assert.equal(reduce([null, null], calc), null, calc);
  assert.equal(reduce([], "last"), null);
  assert.equal(reduce([null, null], "allIsNull"), true);
  assert.equal(reduce([null, null], "sum"), 0);
});

test("calcName_KnownAndPercentile_AreWords", () => {
  assert.deepEqual([calcName("mean"), calcName("lastNotNull"), calcName("p95")], ["Mean", "Last *", "95th %"]);
  assert.deepEqual([keepsUnit("max"), keepsUnit("count")], [true, false]);
});

test("mapped_ValueRangeRegexSpecial_FirstThatFitsWins", () => {
  const mappings = [
    { type: "value", options: { 0: { text: "Down", color: "red" }, up: { text: "Up" } } },
    { type: "range", options: { from: 1, to: 9, result: { text: "few" } } },
    { type: "range", options: { from: 10, to: null, result: { color: "orange" } } },
    { type: "regex", options: { pattern: "/^node-(\\d+).*/", result: { text: "n$1" } } },
    { type: "special", options: { match: "null+nan", result: { text: "N/A" } } },
  ];
  assert.equal(mapped(mappings, 0).text, "Down");
  assert.equal(mapped(mappings, "up").text, "Up");
  assert.equal(mapped(mappings, 1).text, "few");
  assert.equal(mapped(mappings, "9").text, "few");
  assert.deepEqual(mapped(mappings, 11), { color: "orange" });
  assert.equal(mapped(mappings, "node-12.example").text, "n12");
  assert.equal(mapped(mappings, null).text, "N/A");
  assert.equal(mapped(mappings, NaN).text, "N/A");
  assert.equal(mapped(mappings, "other"), null);
  assert.equal(mapped([{ type: "regex", options: { pattern: "(", result: {} } }], "x"), null);
  assert.equal(mapped([{ type: "regex", options: { pattern: ".*", result: { text: "any" } } }], 5), null);
  assert.equal(mapped([{ type: "value", options: { "1.0": { text: "one" } } }], 1).text, "one");
});

test("absoluteSteps_Percentage_AreOfMinAndMax", () => {
  const steps = absoluteSteps({ mode: "percentage", steps: [{ value: null, color: "green" }, { value: 80, color: "red" }] }, 100, 200);
  assert.deepEqual(steps.map(step => step.value), [-Infinity, 180]);
  assert.equal(stepOf(steps, 179.9).color, "green");
  assert.equal(stepOf(steps, 180).color, "red");
  assert.equal(stepOf([], 1), null);
});

test("named_GrafanasNames_AreColoursOfTheTheme", () => {
  for (const name of ["green", "dark-red", "semi-dark-blue", "light-yellow", "super-light-purple", "orange", "#fff", "rgba(1, 2, 3, 0.5)"]) assert.ok(parse(colours.named(name)), name);
  assert.equal(colours.named("transparent"), "rgba(0, 0, 0, 0)");
  assert.equal(colours.named("text"), tokens.title);
  assert.equal(colours.named("no such colour"), tokens.text);
  assert.notEqual(colours.named("dark-red"), colours.named("red"));
});

test("readable_AnyColour_CanBeReadOnBothGrounds", () => {
  for (const ground of ["#ffffff", "#14181e"]) for (const colour of ["#f2cc45", "#5cc48a", "#0b0f14", "#ffffff", "#d5333a"]) assert.ok(contrast(parse(readable(colour, ground)), parse(ground)) >= 4.5, `${colour} on ${ground}`);
  assert.equal(textOn("#f2cc45"), "#0b0f14");
  assert.equal(fade("#ff0000", 0.5), "rgba(255, 0, 0, 0.5)");
  assert.equal(onGround("#ffffff", "#000000", 0.5), "rgb(128, 128, 128)");
});

test("continuousRamp_LowAndHigh_AreTheEnds", () => {
  assert.ok(isContinuous("continuous-GrYlRd") && !isContinuous("thresholds"));
  const at = continuousRamp("continuous-GrYlRd", colours);
  assert.deepEqual(parse(at(0)).slice(0, 3), parse(colours.named("green")).slice(0, 3));
  assert.deepEqual(parse(at(5)).slice(0, 3), parse(colours.named("red")).slice(0, 3));
  assert.equal(heatRamp({ mode: "scheme", scheme: "Oranges", steps: 2 }, colours)(0.2), heatRamp({ mode: "scheme", scheme: "Oranges", steps: 2 }, colours)(0));
});

const field = (config, more = {}) => ({ name: "v", display: "v", type: "number", values: [1, 2, 3], labels: {}, config, ...more });

test("displayOf_UnitThresholdMapping_GiveWordsAndColour", () => {
  const show = displayOf(field({ unit: "s", decimals: 1, min: 0, max: 10, thresholds: { mode: "absolute", steps: [{ value: null, color: "green" }, { value: 5, color: "red" }] }, color: { mode: "thresholds" }, mappings: [{ type: "value", options: { 0: { text: "none" } } }], noValue: "nothing" }), colours);
  assert.deepEqual({ text: show(7).text, color: show(7).color, percent: show(7).percent }, { text: "7.0 s", color: colours.named("red"), percent: 0.7 });
  assert.equal(show(1).color, colours.named("green"));
  assert.equal(show(0).text, "none");
  assert.equal(show(null).text, "nothing");
  assert.equal(show(NaN).text, "not a number");
  assert.equal(show(Infinity).color, colours.named("red"));
});

test("displayOf_FigureAmongTexts_HasTheColumnsUnit", () => {
  const column = config => displayOf(field({ thresholds: { mode: "absolute", steps: [{ value: null, color: "green" }, { value: 80, color: "red" }] }, color: { mode: "thresholds" }, ...config }, { type: "string" }), colours);
  const show = column({ unit: "percent", mappings: [{ type: "regex", options: { pattern: "^v(.*)", result: { text: "version $1" } } }] });
  assert.deepEqual([show("90").text, show("90").color], ["90%", colours.named("red")]);
  assert.deepEqual(["node-1", "", " "].map(words => show(words).text), ["node-1", "", " "]);
  assert.equal(show("v2").text, "version 2");
  assert.deepEqual([column({})("8080").text, column({ unit: "string" })("8080").text], ["8080", "8080"]);
});

test("fieldColour_FixedPaletteThresholds_AreTheLinesColour", () => {
  assert.equal(fieldColour(field({ color: { mode: "fixed", fixedColor: "purple" } }), colours, {}), colours.named("purple"));
  assert.equal(fieldColour(field({ color: { mode: "palette-classic" } }), colours, { index: 4 }), tokens.series[1]);
  const byMax = { color: { mode: "thresholds", seriesBy: "max" }, thresholds: { mode: "absolute", steps: [{ value: null, color: "green" }, { value: 3, color: "red" }] } };
  assert.equal(fieldColour(field(byMax), colours, { stats: { max: 3, lastNotNull: 1 } }), colours.named("red"));
});

test("text_FormsOfUnits_AreWritten", () => {
  const cases = [[3, "suffix: tasks", "3 tasks"], [3, "prefix:~", "~3"], [0.0015, "si:W", "1.50 mW"], [1234, "count:GPUs", "1.23K GPUs"], [5, "tokens/s", "5 tokens/s"], [1, "bool_on_off", "On"], [1536, "bytes", "1.50 KiB"], [1500, "decbytes", "1.50 kB"], [0.5, "percentunit", "50%"], [0, "none", "0"], [1e-9, "s", "1.00 ns"], [null, "s", "–"]];
  for (const [value, unit, words] of cases) assert.equal(text(value, unit), words, unit);
  assert.deepEqual(format(1500, "watt"), { number: "1.50", unit: "kW" });
});

test("axisTexts_OneUnitOrSeveral_HaveTheDigitsTheyNeed", () => {
  assert.deepEqual(axisTexts([0, 0.05, 0.1], "reqps"), ["0.00 req/s", "0.05 req/s", "0.10 req/s"]);
  assert.deepEqual(axisTexts([0, 0.5, 1, 1.5], "s"), ["0 s", "500 ms", "1 s", "1.5 s"]);
  assert.deepEqual(axisTexts([0, 500, 1000, 1500], "short"), ["0", "500", "1K", "1.5K"]);
  assert.deepEqual(axisTexts([0, 0.25, 0.5], "percentunit"), ["0%", "25%", "50%"]);
});
