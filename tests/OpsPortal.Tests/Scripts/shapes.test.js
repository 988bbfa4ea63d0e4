// What columns become: stacks, holes, joined grids, ends of axes, buckets, states, tables. Run by ScriptTests.cs with Node.
import assert from "node:assert/strict";
import { test } from "node:test";

globalThis.document = { cookie: "", addEventListener() {}, querySelector: () => null };
globalThis.location = { href: "http://portal/d/x", search: "" };
const js = path => import(`../../../wwwroot/js/${path}`);
const { insertNulls, joinGrids, spanGaps } = await js("chart/gaps.js");
const { rangeY } = await js("chart/range-y.js");
const { stackColumns } = await js("chart/stacking.js");
const { calculatedCells, heatCells, histogram, niceStep } = await js("panels/data/buckets.js");
const { asBegun } = await js("panels/data/begun.js");
const { answered, asked, together } = await js("panels/together.js");
const { decode, questionOf } = await js("panels/data/answer.js");
const { endsOf, reducedValues, timeSeries } = await js("panels/data/fields.js");
const { alertsOf, groupsOf, listsOf } = await js("panels/data/lists.js");
const { linksOf } = await js("panels/data/links.js");
const { framesCsv, tablesOf } = await js("panels/parts/frames-table.js");
const { gridFor, fontFor } = await js("panels/parts/fit.js");
const { arrowsOf, boxOf, placed } = await js("panels/parts/canvas-model.js");
const { marksBetween, xySeries } = await js("panels/data/xy-series.js");
const { cells, spans } = await js("panels/parts/spans.js");
const { stepTo } = await js("panels/parts/category-pointer.js");
const { scaleOf } = await js("panels/parts/bar-scale.js");
const { pillsOf, rowStyle } = await js("panels/parts/cells.js");
const { changeOf } = await js("panels/stat.js");
const { sortedRows } = await js("panels/parts/table-rows.js");
const { graphOf, layersOf } = await js("panels/data/graph.js");

const one = (stack, more = {}) => ({ stack, scale: "y", negative: false, style: { draw: "line" }, ...more });
const normal = { mode: "normal", group: "A" };
const { hidesZeros } = await js("panels/parts/legend-model.js");
const { rowsAt } = await js("chart/reading.js");
const { filledShares, piecesOf, piecesWithin, shapeOf, wordsOf } = await js("panels/parts/gauge-shape.js");
const { frozenCount } = await js("panels/parts/frozen.js");

test("stackColumns_Normal_EachStandsOnTheShownBefore", () => {
  const { columns, bands } = stackColumns([[1, 2], [1, 2], [10, null], [100, 200]], [one(normal), one(normal), one(normal)], [true, true, true]);
  assert.deepEqual(columns, [[1, 2], [1, 2], [11, null], [111, 202]]);
  assert.deepEqual(bands, [{ series: [2, 1] }, { series: [3, 2] }]);
});

test("stackColumns_HiddenSeries_DoesNotCount", () => {
  const { columns, bands } = stackColumns([[1], [1], [10], [100]], [one(normal), one(normal), one(normal)], [true, false, true]);
  assert.deepEqual([columns[3], bands], [[101], [{ series: [3, 1] }]]);
});

test("stackColumns_Percent_SharesOfWhatIsThere", () => {
  const percent = { mode: "percent", group: "A" };
  const { columns } = stackColumns([[1, 2], [1, 0], [3, 0]], [one(percent), one(percent)], [true, true]);
  assert.deepEqual(columns.slice(1), [[0.25, 0], [1, 0]]);
});

test("stackColumns_BarsAndNegative_TallFirstAndDownwards", () => {
  const bars = one(normal, { style: { draw: "bars" } });
  assert.deepEqual(stackColumns([[1], [1], [10]], [bars, bars], [true, true]), { columns: [[1], [11], [10]], bands: [] });
  const down = one(normal, { negative: true });
  assert.deepEqual(stackColumns([[1], [1], [10], [5]], [one(normal), down, down], [true, true, true]).columns.slice(1), [[1], [-10], [-15]]);
});

test("spanGaps_ShortHoles_AreBridgedLongOnesNot", () => {
  const times = [0, 10, 20, 30, 40, 50];
  assert.deepEqual(spanGaps(times, [1, null, 2, null, null, 3], 20), [1, undefined, 2, null, null, 3]);
  assert.deepEqual(spanGaps(times, [null, 1, null, null, null, 3], true), [null, 1, undefined, undefined, undefined, 3]);
  const same = [1, null];
  assert.equal(spanGaps([0, 1], same, false), same);
  assert.deepEqual(insertNulls([0, 10, 100], [1, undefined, 2], 60), [1, null, 2]);
});

test("joinGrids_DifferentSteps_OwnHolesStayHoles", () => {
  const joined = joinGrids([{ times: [0, 10, 20], columns: [[1, null, 3]] }, { times: [0, 20], columns: [[7, 8]] }]);
  assert.deepEqual(joined.times, [0, 10, 20]);
  assert.deepEqual(joined.columns, [[1, null, 3], [7, undefined, 8]]);
  const columns = [[1, 2]];
  assert.equal(joinGrids([{ times: [0, 1], columns }]).columns[0], columns[0]);
});

test("rangeY_SoftHardZeroLog_HoldTheirEnds", () => {
  assert.deepEqual(rangeY(2, 8, { fixed: { min: 0, max: 100 } }), [0, 100]);
  assert.equal(rangeY(2, 8)[0], 0);
  assert.ok(rangeY(100, 101)[0] > 99);
  assert.deepEqual(rangeY(2, 8, { soft: { min: -5, max: 20 } }), [-5, 20]);
  assert.ok(rangeY(2, 30, { soft: { max: 20 } })[1] > 30);
  assert.deepEqual(rangeY(null, null), [0, 1]);
  assert.deepEqual(rangeY(3, 4000, { log: true }), [1, 10000]);
  assert.equal(rangeY(50, 60, { zero: true })[0], 0);
  for (const [low, high] of [[0, 0], [5, 5], [-3, -3], [NaN, NaN], [-1e-12, 1e-12]]) { const [a, b] = rangeY(low, high); assert.ok(a < b, `${low}..${high}`); }
});

const time = values => ({ name: "Time", display: "Time", type: "time", values, labels: {}, config: {} });
const number = (name, values, config = {}, labels = {}) => ({ name, display: name, type: "number", values, labels, config });
const words = (name, values, config = {}) => ({ name, display: name, type: "string", values, labels: {}, config });

test("heatCells_UpperBounds_AreRowsInOrder", () => {
  const frame = { fields: [time([1000, 2000]), number("+Inf", [1, 2]), number("0.5", [3, 4]), number("1", [5, 6])] };
  const made = heatCells([frame]);
  assert.deepEqual(made.rows.map(row => [row.low, row.high]), [[0, 0.5], [0.5, 1], [1, Infinity]]);
  assert.deepEqual([made.counts, made.times, made.step, made.numeric], [[[3, 4], [5, 6], [1, 2]], [1, 2], 1, true]);
  assert.equal(heatCells([{ fields: [time([1]), number("small", [1])] }]).rows[0].name, "small");
  assert.equal(heatCells([]), null);
});

test("histogram_Values_FallIntoBucketsOnce", () => {
  const made = histogram([[0, 1, 5, 9.99, 10], [null, NaN, 3]], { size: 5 });
  assert.deepEqual(made, { size: 5, starts: [0, 5, 10], counts: [[2, 2, 1], [1, 0, 0]] });
  assert.equal(histogram([[null]]), null);
  assert.deepEqual([niceStep(0.3), niceStep(7), niceStep(20), niceStep(0)], [0.5, 10, 20, 1]);
  const cells2 = calculatedCells([[1, 2, 3, 4]], [0, 10, 20, 30], { columns: 2, count: 4 });
  assert.equal(cells2.counts.flat().reduce((sum, count) => sum + count, 0), 4);
});

test("calculatedCells_SizesAndPowers_AreThoseGiven", () => {
  const sized = calculatedCells([[1, 4, 7, null]], [0, 10, 20, 30], { seconds: 20, size: 5 });
  assert.deepEqual([sized.times, sized.step, sized.rows.map(row => [row.low, row.high]), sized.counts], [[20, 40], 20, [[0, 5], [5, 10]], [[2, 0], [0, 1]]]);
  const powers = calculatedCells([[1, 3, 9, 0]], [0, 10, 20, 30], { columns: 4, log: 2 });
  assert.deepEqual([powers.rows.map(row => row.low), powers.times, powers.counts], [[1, 2, 4, 8], [10, 20, 30, 40], [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 0], [0, 0, 1, 0]]]);
  assert.equal(calculatedCells([[0, 1e9]], [0, 10], { size: 1 }).rows.length <= 201, true);
});

test("spans_EqualNeighbours_AreOneUntilAHole", () => {
  assert.deepEqual(spans([0, 10, 20, 30, 40], [1, 1, null, 1, 2], { end: 60, gap: 10 }), [{ from: 0, to: 20, value: 1 }, { from: 30, to: 40, value: 1 }, { from: 40, to: 50, value: 2 }]);
  assert.deepEqual(spans([0, 10, 20, 30], [1, null, 1, 1], { end: 40, gap: 10, within: true }), [{ from: 0, to: 40, value: 1 }]);
  assert.equal(spans([0, 10], [1, 1], { end: 20, gap: 10, merge: false }).length, 2);
  assert.deepEqual(cells([10, 20], [5, null], 10), [{ from: 5, to: 15, value: 5 }]);
});

test("timeSeries_NotANumber_IsAHole", () => {
  const { times, entries } = timeSeries([{ fields: [time([1000, 2000, 3000]), number("a", [1, NaN, Infinity]), words("s", ["x", "y", "z"]), number("hidden", [1, 2, 3], { custom: { hideFrom: { viz: true } } })] }]);
  assert.deepEqual([times, entries.map(entry => entry.values)], [[1, 2, 3], [[1, null, null]]]);
});

test("reducedValues_CalcsRowsAndChosenFields_AreWhatOptionsSay", () => {
  const frames = [{ fields: [time([1, 2]), number("a", [1, 3]), number("b", [5, 7])] }];
  assert.deepEqual(reducedValues(frames, { reduceOptions: { calcs: ["mean"] } }).map(one => [one.title, one.value]), [["a", 2], ["b", 6]]);
  assert.deepEqual(reducedValues(frames, { reduceOptions: { calcs: ["last"], fields: "/^b$/" } }).map(one => one.value), [7]);
  const table = [{ fields: [words("host", ["x", "y"]), number("v", [1, 2])] }];
  assert.deepEqual(reducedValues(table, { reduceOptions: { values: true } }).map(one => [one.title, one.value]), [["x", 1], ["y", 2]]);
});

test("endsOf_WhatAFieldDoesntGive_IsOfTheData", () => {
  const [own, all] = [{ min: 40, max: 50 }, { min: 10, max: 50 }];
  assert.deepEqual(endsOf({}, own, all), { min: 10, max: 50 });
  assert.deepEqual(endsOf({ fieldMinMax: true }, own, all), own);
  assert.deepEqual(endsOf({ min: 0 }, own, all), { min: 0, max: 50 });
  assert.deepEqual(endsOf({ unit: "percent" }, own, all), all);
});

test("endsOf_GaugeOfAShare_IsOfTheWhole", () => {
  const data = { min: 0.2, max: 0.4 };
  assert.deepEqual(endsOf({ unit: "percentunit" }, data, data, true), { min: 0, max: 1 });
  assert.deepEqual(endsOf({ unit: "percent", max: 50 }, data, data, true), { min: 0, max: 50 });
  assert.deepEqual(endsOf({ unit: "short" }, data, data, true), data);
});

test("endsOf_OneFigure_IsMeasuredFromZero", () => {
  const one = value => endsOf({}, { min: value, max: value }, { min: value, max: value });
  assert.deepEqual([one(42), one(-42), one(0)], [{ min: 0, max: 42 }, { min: -42, max: 0 }, { min: 0, max: 1 }]);
  assert.deepEqual(endsOf({ max: 40 }, { min: 40, max: 40 }, { min: 40, max: 40 }), { min: 0, max: 40 });
});

test("reducedValues_EachRow_KnowsItsRowForItsLinks", () => {
  const host = words("host", ["x", "y"]);
  const load = { ...number("v", [1, 2]), config: { links: [{ title: "${__data.fields.host}", url: "/logs?host=${__data.fields.host}&v=${__value.raw}" }] } };
  const [, second] = reducedValues([{ fields: [host, load] }], { reduceOptions: { values: true } });
  assert.deepEqual(linksOf(second.field, { value: second.value, row: second.row, frame: second.frame, from: 0, to: 1 }), [{ url: "/logs?host=y&v=2", title: "y", blank: false }]);
});

test("stepTo_Keys_GoThroughCategoriesAndStayInside", () => {
  assert.deepEqual([stepTo("ArrowRight", -1, 3), stepTo("ArrowRight", 0, 3), stepTo("ArrowRight", 2, 3)], [0, 1, 2]);
  assert.deepEqual([stepTo("ArrowLeft", -1, 3), stepTo("ArrowUp", 2, 3), stepTo("PageUp", 1, 3)], [2, 1, 0]);
  assert.deepEqual([stepTo("Home", 2, 3), stepTo("End", 0, 3), stepTo("x", 0, 3), stepTo("End", -1, 0)], [0, 2, -1, -1]);
});

test("decode_WordsForNumbers_AreNumbers", () => {
  const answer = decode({ spec: { type: "stat" }, frames: [{ fields: [{ name: "v", type: "number", values: [1, "NaN", "-Infinity", null] }] }] });
  assert.deepEqual(answer.frames[0].fields[0].values, [1, NaN, -Infinity, null]);
  assert.deepEqual([answer.notices, answer.meta.queries, answer.frames[0].fields[0].display], [[], [], "v"]);
});

test("questionOf_SameMoment_SameQuestionForAllViewers", () => {
  const url = new URL(questionOf({ uid: "h 200", panel: "3", vars: "var-a=b&var-a=c&scope-g=0", from: "now-1h", to: "now" }, 412).url, "http://portal");
  assert.equal(url.pathname, "/api/v1/dashboards/h%20200/panels/3/data");
  assert.deepEqual(url.searchParams.getAll("var-a"), ["b", "c"]);
  assert.deepEqual([Number(url.searchParams.get("to")) % 1000, url.searchParams.get("width")], [0, "500"]);
  const draft = questionOf({ draft: "{}", from: "1000", to: "61000" }, 300);
  assert.ok(draft.url.startsWith("/api/v1/dashboards/panel-data?") && draft.body === "{}" && draft.url.includes("from=1000&to=61000"));
});

test("sortedRows_SortAndFilter_MissingComesLast", () => {
  const show = value => ({ text: String(value) });
  const columns = [{ name: "n", show, field: number("n", [3, null, 1, 10]) }, { name: "s", show, field: words("s", ["b10", "a", "b9", ""]) }];
  assert.deepEqual(sortedRows(columns, { name: "n", down: false }, new Map()), [2, 0, 3, 1]);
  assert.deepEqual(sortedRows(columns, { name: "n", down: true }, new Map()), [3, 0, 2, 1]);
  assert.deepEqual(sortedRows(columns, { name: "s", down: false }, new Map()), [1, 2, 0, 3]);
  assert.deepEqual(sortedRows(columns, null, new Map([["s", "B"]])), [0, 2]);
  assert.deepEqual(sortedRows(columns, null, new Map([["n", ">= 3"]])), [0, 3]);
});

test("linksOf_Variables_AreFilledAndEncodedAndBadOnesGone", () => {
  const frame = { fields: [words("host", ["a b"]), number("v", [5])] };
  const target = { ...frame.fields[1], labels: { job: "api" }, config: { links: [{ title: "${__data.fields.host}", url: "/h?q=${__data.fields.host}&v=${__value.raw}&j=${__field.labels.job}&${__url_time_range}" }, { url: "javascript:alert(1)" }] } };
  assert.deepEqual(linksOf(target, { value: 5, row: 0, frame, from: 1, to: 2 }), [{ url: "/h?q=a%20b&v=5&j=api&from=1&to=2", title: "a b", blank: false }]);
});

test("linksOf_CellThatIsAnAddress_IsTheLink", () => {
  const frame = { fields: [words("where", ["https://a.example/x y?z=1"]), words("two words", ["https://b.example"]), number("v", [5])] };
  const lead = url => linksOf({ ...frame.fields[2], display: "v", labels: { job: "api" }, config: { links: [{ title: "t", url }] } }, { value: 5, row: 0, frame, from: 1, to: 2 })[0]?.url;
  assert.equal(lead("${__data.fields.where}&n=${__field.displayName}"), "https://a.example/x%20y?z=1&n=v");
  assert.equal(lead("/go?to=${__data.fields['two words']}"), "/go?to=https%3A%2F%2Fb.example");
  assert.equal(lead("/go?to=${__data.fields[1]}&j=${__field.labels['job']}&$__all_variables"), "/go?to=https%3A%2F%2Fb.example&j=api&");
});

test("framesCsv_SeriesAndTables_KeepNumbersAndQuoteWords", () => {
  const csv = framesCsv({ frames: [{ fields: [time([0]), number("a", [1.5])] }, { fields: [time([0]), number("a", [2])] }, { name: "t", fields: [words("=x", ['say "hi"'])] }] });
  assert.equal(csv, '"Time (UTC)","a","a (2)"\r\n1970-01-01T00:00:00.000Z,1.5,2\r\n\r\n"\'=x"\r\n"say ""hi"""\r\n');
  assert.equal(tablesOf({ frames: [] }).length, 0);
});

test("gridFor_ManyValues_FillTheBox", () => {
  assert.deepEqual(gridFor(4, 400, 100, "vertical"), { columns: 4, rows: 1 });
  assert.deepEqual(gridFor(4, 400, 100, "horizontal"), { columns: 1, rows: 4 });
  const { columns, rows } = gridFor(7, 600, 300);
  assert.ok(columns * rows >= 7);
  assert.ok(fontFor("123456789", 100, 100) < fontFor("12", 100, 100));
});

test("scaleOf_StackedBars_ReachTheirSum", () => {
  const series = [{ values: [1, 2] }, { values: [10, 20] }];
  assert.ok(scaleOf({ names: ["a", "b"], series, stacked: "normal", unit: "none" }).max >= 22);
  assert.deepEqual([scaleOf({ names: ["a", "b"], series, stacked: "percent", unit: "none" }).max, scaleOf({ names: ["a"], series: [{ values: [null] }], stacked: "none", unit: "none" }).max > 0], [1, true]);
});

test("alertsOf_Columns_AreAlertsAndGroupsByLabels", () => {
  const alerts = alertsOf([{ fields: [{ name: "Since", values: [5, null] }, { name: "State", values: ["firing", "normal"] }, { name: "Alert", values: ["A", "B"] }, { name: "Labels", values: [{ pod: "x", zone: "z" }, {}] }, { name: "Query", values: ["up", "up"] }] }]);
  assert.deepEqual(alerts[0], { name: "A", state: "firing", since: 5, labels: [["pod", "x"], ["zone", "z"]], summary: "", query: "up", server: "" });
  assert.deepEqual(groupsOf(alerts, ["pod"]).map(({ name, items }) => [name, items.length]), [["pod=x", 1], ["pod=", 1]]);
  assert.deepEqual(groupsOf(alerts, []).map(({ name }) => name), [""]);
  assert.deepEqual(alertsOf([]), []);
});

test("listsOf_Options_AreStarredRecentAndFound", () => {
  const all = ["Alpha", "Beta", "Gamma"].map((title, i) => ({ uid: `u${i}`, title, folder: "", tags: i === 1 ? "gpu, llm" : "" }));
  const titles = (options, starred = [], recent = []) => listsOf(all, options, starred, recent).map(({ name, items }) => [name, items.map(one => one.title)]);
  assert.deepEqual(titles({}, ["u2", "gone"]), [["Starred", ["Gamma"]]]);
  assert.deepEqual(titles({ showStarred: false, showRecentlyViewed: true }, [], ["u1", "u0", "u1"]), [["Looked at lately", ["Beta", "Alpha"]]]);
  assert.deepEqual(titles({ showStarred: false, showSearch: true, tags: ["gpu"] }), [["Search", ["Beta"]]]);
  assert.deepEqual(titles({ showStarred: false, showSearch: true, query: " A", maxItems: 2 }), [["Search", ["Alpha", "Beta"]]]);
});

test("rowStyle_ApplyToRow_IsTheLastColumnsColour", () => {
  const column = (colour, cellOptions) => ({ field: { values: [1, null] }, custom: { cellOptions }, show: value => ({ color: value === null ? null : colour }) });
  const columns = [column("#ff0000", { type: "color-background", applyToRow: true }), column("#00ff00", { type: "color-background" }), column("#ffffff", { type: "color-background", mode: "gradient", applyToRow: true })];
  assert.equal(rowStyle(columns.slice(0, 2), 0).background, "#ff0000");
  assert.ok(rowStyle(columns, 0).background.startsWith("linear-gradient(120deg, #ffffff,"));
  assert.equal(rowStyle(columns, 1), null);
  assert.equal(rowStyle([columns[1]], 0), null);
});

test("changeOf_FirstToLast_IsAShareOfTheFirst", () => {
  assert.deepEqual([changeOf([2, null, 3]), changeOf([-2, -3]), changeOf([4, NaN, 1])], [0.5, -0.5, -0.75]);
  assert.deepEqual([changeOf([1]), changeOf([0, 5]), changeOf([])], [null, null, null]);
});

const column = (name, values, more = {}) => ({ name, display: name, type: "number", values, config: {}, labels: {}, ...more });
const named = name => ({ matcher: { id: "byName", options: name } });

test("xySeries_Auto_FirstNumberIsXAndTheOthersAreSeries", () => {
  const frame = { fields: [column("mode", ["a"], { type: "string" }), column("load 1", [1]), column("Height Male", [2]), column("Height Female", [3]), column("hid", [4], { config: { custom: { hideFrom: { viz: true } } } })] };
  const found = xySeries([frame], { mapping: "auto", series: [{}] });
  assert.deepEqual(found.map(({ name, x, y, index }) => [name, x.name, y.name, index]), [["Male", "load 1", "Height Male", 0], ["Female", "load 1", "Height Female", 1]]);
  assert.deepEqual(found[0].rest.map(field => field.name), ["mode", "hid"]);
  assert.deepEqual(xySeries([{ fields: [column("only", [1])] }], {}), []);
  assert.deepEqual(xySeries([frame], { series: [{ x: named("hid"), y: { exclude: { id: "byNames", options: ["load 1", "Height Male"] } } }] }).map(one => one.y.name), ["Height Female"]);
});

test("xySeries_Manual_OneSeriesASettingWithColourSizeAndFrame", () => {
  const frames = [["a", "b"], ["a", "b", "c", "d"]].map(names => ({ fields: names.map(name => column(name, [1])) }));
  const [one] = xySeries(frames, { mapping: "manual", series: [{ frame: { matcher: { id: "byIndex", options: 1 } }, x: named("b"), y: { matcher: { id: "byRegexp", options: "/^a|c/" } }, color: named("c"), size: named("d"), name: { fixed: "N" } }] });
  assert.deepEqual([one.name, one.x.name, one.y.name, one.color.name, one.size.name, one.frame], ["N", "b", "a", "c", "d", frames[1]]);
  assert.equal(xySeries(frames, { mapping: "manual", series: [{ x: named("a"), y: named("d") }] }).length, 1);
  assert.deepEqual(xySeries(frames, { mapping: "manual", series: [{ x: named("nothing"), y: named("b") }, { x: named("a"), y: { matcher: { id: "byRegexp", options: "/[/" } } }] }), []);
});

test("marksBetween_LinearAndLogarithmic_AreRound", () => {
  assert.deepEqual(marksBetween(0.04, 1.03, 5, { step: niceStep }), [0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(marksBetween(-10, 10, 4, { step: niceStep }), [-10, -5, 0, 5, 10]);
  assert.deepEqual(marksBetween(0.5, 20000, 5, { log: 10, step: niceStep }), [1, 10, 100, 1000, 10000]);
});

test("boxOf_EachConstraint_KeepsItsEdges", () => {
  const parent = { width: 200, height: 100 };
  const at = (horizontal, placement) => { const { left, width } = boxOf({ placement, constraint: { horizontal } }, parent); return [left, width]; };
  assert.deepEqual(at("left", { left: 5, width: 20 }), [5, 20]);
  assert.deepEqual(at("right", { right: 5, width: 20 }), [175, 20]);
  assert.deepEqual(at("leftright", { left: 5, right: 15 }), [5, 180]);
  assert.deepEqual(at("center", { left: 10, width: 20 }), [80, 20]);
  assert.deepEqual(at("scale", { left: 10, right: 20 }), [20, 140]);
});

test("arrowsOf_NamedTargetAndFrames_EndAtTheirEdges", () => {
  const elements = [
    { name: "a", placement: { left: 0, top: 0, width: 10, height: 10 }, connections: [{ source: { x: 1, y: 0 }, target: { x: -1, y: 1 }, targetName: "b", vertices: [{ x: 0.5, y: 0 }] }, { source: { x: 0, y: -1 }, target: { x: 0, y: 0 } }, {}] },
    { type: "frame", name: "f", placement: { left: 50, top: 50, width: 50, height: 50 }, elements: [{ name: "b", placement: { left: 10, top: 10, width: 20, height: 20 } }] },
  ];
  const all = placed(elements, { width: 200, height: 100 });
  assert.deepEqual(all.map(({ element }) => element.name), ["a", "f", "b"]);
  assert.deepEqual(arrowsOf(all, { width: 200, height: 100 }).map(({ points }) => points), [[[10, 5], [35, 5], [60, 60]], [[5, 10], [100, 50]]]);
});

test("pillsOf_ListsWordsAndNothing_AreTheirItems", () => {
  assert.deepEqual([pillsOf('["a","b, c"]'), pillsOf("x, y,"), pillsOf(7), pillsOf(null), pillsOf("{1}")], [["a", "b, c"], ["x", "y"], [7], [], ["{1}"]]);
});

test("scaleOf_LogAxis_BeginsBelowTheLeastAndHasPowers", () => {
  const series = [{ values: [3, 0, 500, null] }];
  const { min, max, marks, share } = scaleOf({ names: [0, 1, 2, 3], series, stacked: "none", log: 10 });
  assert.deepEqual([min, max, marks], [1, 1000, [1, 10, 100, 1000]]);
  assert.deepEqual([0, 1, 1000].map(share), [0, 0, 1]);
  assert.ok(Math.abs(share(10) - 1 / 3) < 1e-9);
});

test("what the page had the browser begin to ask is taken once, by the panel that asks the same a moment later", () => {
  const at = panel => `/api/v1/dashboards/d/panels/${panel}/data`;
  const page = [1, 2, 3, 4].map(panel => `${at(panel)}?var-job=a%20b&from=1000000&to=1300000&width=300`);
  globalThis.document.querySelectorAll = () => page.map(href => ({ getAttribute: () => href }));
  const ask = (panel, { job = "a+b", from = 1005000, to = 1305000, width = 300 } = {}) => `${at(panel)}?var-job=${job}&from=${from}&to=${to}&width=${width}`;

  assert.equal(asBegun(ask(1)), page[0]);
  assert.equal(asBegun(ask(1)), ask(1), "once");
  assert.equal(asBegun(ask(2, { job: "c" })), ask(2, { job: "c" }), "another question");
  assert.equal(asBegun(ask(2, { to: 1400000 })), ask(2, { to: 1400000 }), "another range");
  assert.equal(asBegun(ask(2, { width: 700 })), ask(2, { width: 700 }), "much wider than was thought");
  assert.equal(asBegun(ask(2, { width: 100 })), ask(2, { width: 100 }), "much narrower");
  assert.equal(asBegun(ask(2, { width: 400 })), page[1], "a little wider");
  assert.equal(asBegun(ask(9)), ask(9), "a panel that the page didn't show first");
});

test("panels that ask together draw together, as soon as the last is answered", async () => {
  const drawn = [];
  const draw = name => together().then(() => drawn.push(name));
  for (let i = 0; i < 3; i++) asked();
  answered();
  const first = draw("a");
  answered();
  const second = draw("b");
  await Promise.resolve();
  assert.deepEqual(drawn, [], "one is still asking");
  answered();
  const third = draw("c");
  await Promise.all([first, second, third]);
  assert.deepEqual(drawn, ["a", "b", "c"]);

  asked();
  await draw("d");
  assert.equal(drawn.at(-1), "d", "nobody waits long for one that isn't answered");
});

test("filledShares_NeutralValue_IsWhereTheBarBegins", () => {
  assert.deepEqual(filledShares(75, 0, 100), [0, 0.75]);
  assert.deepEqual(filledShares(75, 0, 100, 50), [0.5, 0.75]);
  assert.deepEqual(filledShares(20, 0, 100, 50), [0.2, 0.5]);
  assert.deepEqual(filledShares(300, 0, 100, -5), [0, 1]);
});

test("piecesOf_Segments_FillTheArcWithGaps", () => {
  const circle = shapeOf({ shape: "circle" });
  assert.deepEqual(piecesOf(circle, {}), [[0, 360]]);
  const pieces = piecesOf(circle, { segmentCount: 4, segmentSpacing: 0 });
  assert.deepEqual(pieces, [[0, 90], [90, 180], [180, 270], [270, 360]]);
  assert.deepEqual(piecesWithin(pieces, 0, 135), [[0, 90], [90, 135]]);
  assert.ok(piecesOf(shapeOf({}), { segmentCount: 10, segmentSpacing: 1 }).every(([from, to]) => to > from));
});

test("wordsOf_GaugesTextMode_SaysWhatStands", () => {
  assert.deepEqual([wordsOf({}, 1, "CPU"), wordsOf({}, 2, "CPU"), wordsOf({ textMode: "none" }, 2, ""), wordsOf({ textMode: "name" }, 1, "CPU"), wordsOf({ textMode: "value_and_name" }, 1, "CPU")].map(one => [one.value, one.name]),
    [[true, false], [true, true], [false, false], [false, true], [true, true]]);
});

test("frozenCount_WantedColumns_LeaveRoomForTheOthers", () => {
  assert.equal(frozenCount([100, 100, 100, 100], 2, 1000), 2);
  assert.equal(frozenCount([170, 170, 170], 2, 350), 1);
  assert.equal(frozenCount([400, 100], 1, 350), 0);
  assert.equal(frozenCount([10, 10], 5, 1000), 1);
});

test("rowsAt_HideZeros_LeavesThemOut_AndSaysWhenThereIsNothingElse", () => {
  const model = values => ({ tooltip: { mode: "multi", sort: "none", hideZeros: true }, columns: [[0], ...values.map(value => [value])], series: values.map((_, i) => ({ name: `s${i}`, write: String })) });
  assert.deepEqual(rowsAt(model([0, 3, null]), [true, true, true], 0).map(row => row.name), ["s1"]);
  assert.deepEqual(rowsAt(model([0, 0]), [true, true], 0).map(row => row.name), ["Only zeros here"]);
  assert.deepEqual(hidesZeros({ hideZeros: true, mode: "single" }), false);
});

const graphColumn = (name, values, more = {}) => ({ name, display: name, type: typeof values[0] === "number" ? "number" : "string", values, config: {}, labels: {}, ...more });
const nodesOf = ids => ids.map(id => ({ id }));

test("graphOf_NodesAndEdges_AreFoundByTheirColumns", () => {
  const { nodes, edges, left } = graphOf([
    { fields: [graphColumn("id", ["a", "b"]), graphColumn("Value", [1, 2], { display: "mainStat" })] },
    { fields: [graphColumn("id", ["1", "2"]), graphColumn("source", ["a", "b"]), graphColumn("Target", ["b", "c"])] }]);
  assert.deepEqual([nodes.map(node => node.id), edges.map(({ source, target }) => source + target), left], [["a", "b", "c"], ["ab", "bc"], 0]);
  assert.equal(nodes[1].field("mainstat").values[nodes[1].row], 2);
  assert.equal(graphOf([{ fields: [graphColumn("source", ["a", null]), graphColumn("target", ["b", "c"])] }]).edges.length, 1);
});

test("graphOf_ManyNodes_AreBoundedAndCounted", () => {
  const ids = Array.from({ length: 230 }, (_, i) => `n${i}`);
  const { nodes, edges, left } = graphOf([{ fields: [graphColumn("source", ids.slice(0, -1)), graphColumn("target", ids.slice(1))] }]);
  assert.deepEqual([nodes.length, edges.length, left], [200, 199, 30]);
});

test("layersOf_Chain_StandsBehindWhatLeadsToIt", () => {
  const { places, via, layers, widest } = layersOf(nodesOf(["c", "a", "b", "x"]), [{ source: "a", target: "b" }, { source: "b", target: "c" }, { source: "a", target: "c" }]);
  assert.deepEqual(["a", "b", "c"].map(id => places.get(id)[0]), [0, 1, 2]);
  assert.deepEqual([places.get("x"), layers, widest], [[3, 0], 4, 2]);
  // The line over b's layer has a place beside it.
  assert.deepEqual(via("a", "b"), []);
  assert.deepEqual([via("a", "c").length, via("a", "c")[0][0]], [1, 1]);
  assert.notEqual(via("a", "c")[0][1], places.get("b")[1]);
});

test("layersOf_Circle_HasEachNodeOnce", () => {
  const { places, via } = layersOf(nodesOf(["a", "b", "c"]), [{ source: "a", target: "b" }, { source: "b", target: "c" }, { source: "c", target: "a" }, { source: "a", target: "a" }]);
  assert.deepEqual(["a", "b", "c"].map(id => places.get(id)[0]), [0, 1, 2]);
  assert.equal(via("c", "a")[0][0], 1);
});

test("layersOf_CrossingLines_AreTurned", () => {
  const { places } = layersOf(nodesOf(["a", "b", "p", "q"]), [{ source: "a", target: "q" }, { source: "b", target: "p" }]);
  assert.equal(Math.sign(places.get("a")[1]), Math.sign(places.get("q")[1]));
});

test("layersOf_NodesWithoutEdges_AreABlock", () => {
  const { layers, widest } = layersOf(nodesOf(Array.from({ length: 9 }, (_, i) => `n${i}`)), []);
  assert.deepEqual([layers, widest], [3, 3]);
});
