// What lies over and inside of drawings: exemplars, links of tooltips, lines in cells, moments in words, rows of heat maps. Run by ScriptTests.cs with Node.
import assert from "node:assert/strict";
import { test } from "node:test";

globalThis.document = { cookie: "", addEventListener() {}, querySelector: () => null };
globalThis.location = { href: "http://portal/d/x", search: "" };
const js = path => import(`../../../wwwroot/js/${path}`);
const { exemplarAt, exemplarsNear } = await js("chart/exemplars.js");
const { calculatedCells, rowsPlace } = await js("panels/data/buckets.js");
const { decode } = await js("panels/data/answer.js");
const { unite } = await js("chart/bands.js");
const { displayOf, isSeries } = await js("panels/data/display.js");
const { exemplarsOf } = await js("panels/parts/exemplar-model.js");
const { framesCsv, tablesOf } = await js("panels/parts/frames-table.js");
const { commonLabels, deduped } = await js("panels/data/log-lines.js");
const { withPlaceholders } = await js("editor/placeholders.js");
const { thin } = await js("panels/parts/sparkline.js");
const { sortedRows } = await js("panels/parts/table-rows.js");
const { fromNow, fullMoment, writeTime } = await js("units/moments.js");

const exemplarFrame = { topic: "exemplar", refId: "A", name: "exemplar", fields: [
  { name: "Time", type: "time", values: [2000, 5000] }, { name: "Value", type: "number", values: [0.5, "NaN"] },
  { name: "trace_id", type: "string", values: ["a b", "c"], config: { links: [{ title: "Trace ${__value.raw}", url: "https://traces/${__value.raw}", targetBlank: true }] } }, { name: "le", type: "string", values: [null, "1"] }] };
const series = [{ name: "p99", scale: "y0", colour: "red", write: value => `${value} s` }];
const cell = (value, values = [1, 2]) => ({ value, times: values.map((_, i) => i * 1000), values });

test("decode_Exemplars_AreNoDataOfThePanel", () => {
  const answer = decode({ frames: [{ fields: [] }, structuredClone(exemplarFrame)], spec: {} });
  assert.deepEqual([answer.frames.length, answer.exemplars.length], [1, 1]);
});

test("exemplarsOf_EachRow_HasItsPlaceLabelsAndLink", () => {
  const answer = { ...decode({ frames: [structuredClone(exemplarFrame)], spec: {} }), from: 0, to: 9000 };
  const [first, ...rest] = exemplarsOf(answer, series);
  assert.equal(rest.length, 0);
  assert.deepEqual([first.at, first.value, first.scale, first.colour], [2, 0.5, "y0", "red"]);
  assert.deepEqual(first.rows.map(row => `${row.name}: ${row.text}`), ["Exemplar: 0.5 s", "trace_id: a b"]);
  assert.deepEqual(first.rows[1].links, [{ url: "https://traces/a%20b", title: "Trace a b", blank: true }]);
});

test("exemplarsOf_NoSeries_HasNoPlace", () => assert.deepEqual(exemplarsOf({ exemplars: [exemplarFrame] }, []), []));

test("exemplarAt_PointerNear_FindsTheNearestAlsoOutsideTheAxis", () => {
  const plot = { scales: { x: { min: 0, max: 100 }, y: { min: 0, max: 10 } }, valToPos: (value, scale) => (scale === "x" ? value : 100 - value * 10) };
  const all = [{ at: 10, value: 5, scale: "y" }, { at: 14, value: 5, scale: "y" }, { at: 50, value: 99, scale: "y" }, { at: 200, value: 5, scale: "y" }];
  assert.equal(exemplarAt(plot, all, 13, 50), all[1]);
  assert.equal(exemplarAt(plot, all, 50, 3), all[2]);
  assert.equal(exemplarAt(plot, all, 80, 50), null);
});

test("exemplarsNear_Point_HasThoseAroundIt", () => {
  const all = [{ at: 4 }, { at: 6 }, { at: 14 }, { at: 16 }];
  assert.deepEqual(exemplarsNear(all, [0, 10, 20], 1).map(one => one.at), [6, 14]);
  assert.deepEqual(exemplarsNear(all, [0, 10, 20], 2).map(one => one.at), [16]);
});

test("tablesOf_Exemplars_AreATableBehindTheSeries", () => {
  const answer = decode({ frames: [{ refId: "A", fields: [{ name: "Time", type: "time", values: [1000] }, { name: "v", type: "number", values: [3] }] }, structuredClone(exemplarFrame)], spec: {} });
  assert.deepEqual(tablesOf(answer).map(table => [table.name, table.rows]), [["", 1], ["exemplar", 2]]);
});

test("thin_Gap_StaysAHoleUnlessItIsSpanned", () => {
  const times = [0, 10, 20, 60, 70], values = [1, 2, 3, 4, 5];
  assert.deepEqual(thin(times, values), [[0, 1], [10, 2], [20, 3], [20, null], [60, 4], [70, 5]]);
  assert.equal(thin(times, values, true).some(point => point[1] === null), false);
  assert.equal(thin(times, values, 40).some(point => point[1] === null), false);
  assert.equal(thin(times, values, 39).some(point => point[1] === null), true);
});

test("thin_NullsAndManyPoints_PiecesEndAtHoles", () => {
  const values = Array.from({ length: 1600 }, (_, i) => (i === 805 || i === 806 ? null : 1));
  const made = thin(values.map((_, i) => i), values);
  assert.equal(made.filter(point => point[1] === null).length, 1);
  assert.ok(made.length <= 165);
});

test("fromNow_EachSize_IsInWords", () => {
  const now = 1e12;
  assert.deepEqual([0, 1, 59, 60, 180, 3600, 86400 * 2, 86400 * 40, 86400 * 800, -7200].map(seconds => fromNow(now - seconds * 1000, now)),
    ["just now", "1 second ago", "59 seconds ago", "1 minute ago", "3 minutes ago", "1 hour ago", "2 days ago", "1 month ago", "2 years ago", "in 2 hours"]);
});

test("writeTime_NoDateIfToday_LeavesTheDateOfToday", () => {
  assert.match(writeTime(Date.now(), "dateTimeAsIsoNoDateIfToday"), /^\d\d:\d\d:\d\d$/);
  assert.match(writeTime(0, "dateTimeAsIsoNoDateIfToday"), /^1970-01-01 00:00:00$/);
  assert.match(fullMoment(0, "dateTimeFromNow"), /^1970-01-01/);
  assert.equal(fullMoment(0, "s"), null);
});

test("displayOf_SeriesInACell_ShowsItsFigure", () => {
  const show = displayOf({ name: "Trend", type: "frame", config: { unit: "ms", decimals: 0 } }, { series: () => "blue", named: name => name });
  assert.equal(show(cell(12)).text, "12 ms");
  assert.equal(show(cell(null)).text, "–");
  assert.equal(isSeries({ value: 1 }), false);
});

test("sortedRows_SeriesInCells_AreSortedByTheirFigure", () => {
  const column = { name: "Trend", field: { type: "frame", values: [cell(3), cell(null), cell(1)] }, show: value => ({ text: String(value) }) };
  assert.deepEqual(sortedRows([column], { name: "Trend", down: false }, new Map()), [2, 0, 1]);
  assert.match(framesCsv({ frames: [{ name: "A", fields: [{ display: "Trend", type: "frame", values: [cell(3)] }] }] }), /"Trend"\r\n3\r\n/);
});

test("rowsPlace_LogAxis_FollowsTheBounds", () => {
  const rows = [{ low: 0, high: 1 }, { low: 1, high: 10 }, { low: 10, high: 1000 }, { low: 1000, high: Infinity }];
  const round = place => place.map(([low, high]) => [low, high].map(value => Math.round(value * 1000) / 1000));
  assert.deepEqual(round(rowsPlace({ rows, numeric: true }, true)), [[0, 0.167], [0.167, 0.333], [0.333, 0.667], [0.667, 1]]);
  assert.deepEqual(round(rowsPlace({ rows, numeric: true }, false)), [[0, 0.25], [0.25, 0.5], [0.5, 0.75], [0.75, 1]]);
  assert.deepEqual(rowsPlace({ rows: rows.slice(0, 1), numeric: true }, true), [[0, 1]]);
});

test("calculatedCells_Log_HasPowersAsRows", () => {
  const made = calculatedCells([[0.5, 3, 4, -1, null]], [1, 2, 3, 4, 5], { log: 2 });
  assert.deepEqual(made.rows.map(row => [row.low, row.high]), [[0.5, 1], [1, 2], [2, 4], [4, 8]]);
  assert.deepEqual(made.counts.map(row => row.reduce((sum, count) => sum + count, 0)), [1, 0, 1, 1]);
});

test("unite_BandsThatOverlapAndLookAlike_AreOne", () => {
  const place = (from, to, tone, kind = "alert") => ({ mark: { kind, tone }, from, to });
  const bands = unite([place(0.5, 0.8, "bad"), place(0.1, 0.3, "bad"), place(0.2, 0.4, "bad"), place(0.2, 0.9, "warn"), place(0.4, 0.45, "bad"), place(0.6, 0.7, "bad"), place(0.3, 0.35, "bad", "incident")]);
  assert.deepEqual(bands.map(({ mark, from, to }) => [mark.kind, mark.tone, from, to]),
    [["alert", "bad", 0.1, 0.45], ["alert", "warn", 0.2, 0.9], ["incident", "bad", 0.3, 0.35], ["alert", "bad", 0.5, 0.8]]);
});

test("deduped_EachStrategy_KeepsTheFirstOfLikeLinesInARow", () => {
  const lines = [[3, "took 12 ms"], [2, "took 14 ms"], [1, "done!"], [4, "took 12 ms"]].map(([at, body]) => ({ at, body, labels: {} }));
  const said = options => deduped(lines, options).map(({ at, times }) => [at, times]);
  assert.deepEqual(said({ dedupStrategy: "none" }), [[4, undefined], [3, undefined], [2, undefined], [1, undefined]]);
  assert.deepEqual(said({ dedupStrategy: "exact" }), [[4, 2], [2, 1], [1, 1]]);
  assert.deepEqual(said({ dedupStrategy: "numbers", sortOrder: "Ascending" }), [[1, 1], [2, 3]]);
  assert.deepEqual(said({ dedupStrategy: "signature" }), [[4, 3], [1, 1]]);
});

test("commonLabels_OfLines_AreThoseThatAllHave", () => {
  assert.deepEqual(commonLabels([{ labels: { app: "a", pod: "1" } }, { labels: { app: "a", pod: "2" } }]), [["app", "a"]]);
  assert.deepEqual(commonLabels([]), []);
});

test("withPlaceholders_EachPlaceOfAVariable_IsReadableAndAsLong", () => {
  const kept = (text, expected, numbers) => {
    assert.equal(withPlaceholders(text, numbers), expected);
    assert.equal(expected.length, text.length);
  };
  kept("rate(x[$__rate_interval])", "rate(x[000000000000005m])");
  kept('up{job=~"$job", a="\\"${b:regex}"}', 'up{job=~"aaaa", a="\\"aaaaaaaaaa"}');
  kept("x offset $o", "x offset 5m", true);
  kept("max_over_time(x[1h:$s])", "max_over_time(x[1h:5m])");
  kept("topk($k, x)", "topk(1., x)", true);
  kept("sum by ($label) ($m{a='1'})", "sum by (aaaaaa) (aa{a='1'})", true);
  kept("sum(x_${v})", "sum(x_aaaa)", true);
  kept("$x + [[y]]", "aa + aaaaa");
  kept("x @ $__from", "x @ 1.00000");
  kept('up{$filter, a="b", ${more} }', 'up{aaaa="", a="b", aaaa="" }');
  kept("up{a=\"b\", ${more}}", "up{a=\"b\", aaaa=\"\"}");
  kept("# it's $one\nrate(x[$two])", "# it's aaaa\nrate(x[005m])");
});
