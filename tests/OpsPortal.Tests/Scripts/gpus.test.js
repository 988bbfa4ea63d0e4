// What the GPUs page works out, and how it goes on after a break.
import assert from "node:assert/strict";
import test from "node:test";
import { clockWords, columnsOf, cut, energyToday, headroom, heldLately, heldWords, hourlyToday, idleShare, trails } from "../../../wwwroot/js/gpus/derived.js";
import { COLOURS, ordered, RANKS } from "../../../wwwroot/js/gpus/fleet-figures.js";
import { recorded } from "../../../wwwroot/js/gpus/recording.js";
import { Host } from "../../../wwwroot/js/gpus/host.js";

const frame = (seq, at, more = {}) => ({ host: "a", source: "nvml", epoch: 1, seq, at, count: 1, utilization: [seq], memoryUsed: [1048576], temperature: [50], power: [100], ...more });
const history = (...at) => ({ at, utilization: [at.map(() => 9)], memoryMiB: [at.map(() => 1)], temperature: [at.map(() => 50)], power: [at.map(() => 100)] });
const snapshot = (seq, at, more = {}) => ({ host: "a", source: "nvml", age: 0, info: null, last: { frame: frame(seq, at) }, ...more });

test("what came while the page was away fills the gap, and nothing is there twice", () => {
  const host = new Host("a");
  host.describe(snapshot(1, 1000, { history: history(1000) }));
  assert.equal(host.add({ frame: frame(2, 2000) }), true);
  assert.equal(host.add({ frame: frame(2, 2000) }), false);
  host.describe(snapshot(5, 5000, { history: history(3000, 4000, 5000), continues: true }));
  assert.equal(host.add({ frame: frame(5, 5000) }), false);
  assert.equal(host.add({ frame: frame(6, 6000) }), true);
  assert.deepEqual(host.times, [1000, 2000, 3000, 4000, 5000, 6000]);
});

test("a frame that another stream brought meanwhile is not repeated by what is caught up", () => {
  const host = new Host("a");
  host.describe(snapshot(1, 1000, { history: history(1000) }));
  host.addLean(["a", 1, 2, 2000, [2], [1], [50], [100], []]);
  host.describe(snapshot(3, 3000, { history: history(2000, 3000), continues: true }));
  assert.deepEqual(host.times, [1000, 2000, 3000]);
});

test("a portal that forgot leaves what the page remembers", () => {
  const host = new Host("a");
  host.describe(snapshot(1, 1000, { history: history(1000) }));
  host.add({ frame: frame(2, 2000) });
  host.describe(snapshot(9, 9000, { history: history(8000, 9000) }));
  assert.deepEqual(host.times, [1000, 2000, 8000, 9000]);
});

test("a whole frame takes the place of its lean form, once", () => {
  const host = new Host("a");
  host.source = "nvml";
  host.addLean(["a", 1, 2, 2000, [2], [1], [50], [100], [[0, 3, "too hot"]], { job: ["serve"], mig: [""] }]);
  assert.deepEqual(host.notes, [[{ level: 3, text: "too hot" }]]);
  assert.equal(host.labels.job[0], "serve");
  assert.equal(host.add({ frame: frame(2, 2000, { smClock: [1980] }) }), true);
  assert.equal(host.add({ frame: frame(2, 2000, { smClock: [1980] }) }), false);
  assert.equal(host.last.smClock[0], 1980);
  assert.deepEqual(host.times, [2000]);
});

test("a clock that was set back takes away what it had said to be later", () => {
  const host = new Host("a");
  for (const [seq, at] of [[1, 1000], [2, 2000], [3, 3000], [4, 1500], [5, 2500]]) host.add({ frame: frame(seq, at) });
  assert.deepEqual(host.times, [1000, 1500, 2500]);
  assert.deepEqual(host.series.utilization, [[1, 4, 5]]);
  assert.equal(host.last.seq, 5);
});

test("a sender that began earlier is taken as the portal takes it, its stragglers are not", () => {
  const host = new Host("a");
  host.add({ frame: frame(1, 5000, { epoch: 5 }) });
  assert.equal(host.add({ frame: frame(9, 4000) }), false);
  assert.equal(host.add({ frame: frame(9, 66_000) }), true);
});

test("other cards under the host's name have no past; the same ones keep theirs", () => {
  const host = new Host("a"), info = uuid => ({ gpus: [{ index: 0, name: "NVIDIA H200", uuid }] });
  host.describe(snapshot(1, 1000, { info: info("GPU-1"), history: history(1000) }));
  host.describe(snapshot(2, 2000, { info: info(""), history: history(2000), continues: true }));
  host.describe(snapshot(3, 3000, { info: info("GPU-1"), history: history(3000), continues: true }));
  assert.deepEqual(host.times, [1000, 2000, 3000]);
  host.describe(snapshot(4, 4000, { info: info("GPU-2"), history: history(4000) }));
  assert.deepEqual(host.times, [4000]);
});

test("an exporter's host is offline later than an agent's, everywhere alike", () => {
  const host = new Host("a");
  host.describe(snapshot(1, 1000, { age: 100_000 }));
  assert.equal(host.state, "offline");
  host.describe({ ...snapshot(2, 2000, { age: 100_000 }), source: "exporter" });
  assert.equal(host.state, "stale");
});

test("a clock that is wrong, and a second sender, are said", () => {
  const host = new Host("a");
  host.add({ frame: frame(1, 1000), behind: 600_000, rival: true });
  assert.equal(host.rival, true);
  assert.match(clockWords(host.behind), /measured 10 min before it came/);
  host.add({ frame: frame(2, 2000) });
  assert.equal(host.rival, false);
  assert.equal(clockWords(host.behind), "");
  assert.match(clockWords(-20_000), /20 s ahead of the portal/);
});

test("an unknown price makes no cost", () => {
  const today = { since: 0, joules: [3.6e6, 7.2e6] };
  assert.deepEqual(energyToday(today, { currency: "USD", kilowattHour: 0.5, hourly: [] }, [0, 1]), { kwh: 3, cost: 1.5 });
  assert.deepEqual(energyToday(today, { currency: "USD", hourly: [] }, [1]), { kwh: 2, cost: null });
  assert.equal(energyToday({ since: 0, joules: [1, null] }, null, [0, 1]), null);
  assert.deepEqual(hourlyToday(1000, 1000 + 7.2e6, { hourly: [3.5, 1.5] }, [0, 1]), { cost: 10, hours: 2 });
  assert.equal(hourlyToday(1000, 9e9, { hourly: [3.5, null] }, [0, 1]), null);
});

test("idle share is of the measured time, headroom of the highest", () => {
  assert.equal(idleShare({ measured: [100], idle: [25] }, 0), 0.25);
  assert.equal(idleShare({ measured: [0], idle: [0] }, 0), null);
  const host = { info: { gpus: [{ memoryTotal: 100, powerLimit: 700, temperatureSlowdown: null }] }, series: { memory: [[10, 90, null]], power: [[600, 650]], temperature: [[50]], utilization: [[40, 60]] } };
  assert.deepEqual(headroom(host, 0), { memory: 10, power: 50, temperature: null, work: 50 });
});

test("GPUs of several hosts are drawn on one axis", () => {
  const host = (times, values) => ({ times, gap: 12_000, series: { power: [values] } });
  const [a, b] = [host([1000, 2000], [1, 2]), host([1400, 3100], [5, 6])];
  const columns = columnsOf([{ host: a, gpu: 0 }, { host: b, gpu: 0 }], "power");
  assert.deepEqual(columns, [[1, 2, 3], [1, 2, undefined], [5, undefined, 6]]);
  assert.deepEqual(cut(columns, 2, 3), [[2, 3], [2, undefined], [undefined, 6]]);
});

test("a time in which nothing was measured breaks the line, of one host and of several", () => {
  const host = (gap, times, values) => ({ times, gap, series: { power: [values] } });
  const away = host(12_000, [1000, 2000, 60_000], [1, 2, 3]), exporter = host(90_000, [1000, 60_000], [7, 8]);
  assert.deepEqual(columnsOf([{ host: away, gpu: 0 }], "power"), [[1, 2, 3, 60], [1, 2, null, 3]]);
  assert.deepEqual(columnsOf([{ host: exporter, gpu: 0 }], "power"), [[1, 60], [7, 8]]);
  assert.deepEqual(columnsOf([{ host: away, gpu: 0 }, { host: exporter, gpu: 0 }], "power"), [[1, 2, 3, 60], [1, 2, null, 3], [7, undefined, undefined, 8]]);
});

test("trails lead to the service's logs, or to those that name the host", () => {
  assert.equal(trails("gpu-1", { id: "h200" }, 1, 2).logs, "logs?service=h200&from=1&to=2");
  const logs = new URLSearchParams(trails("gpu-1.x", null, 1.5, 2.5).logs.slice(5));
  // The same as HostTrailsTests has.
  assert.equal(logs.get("query"), '{service_name=~".+"} | host="gpu-1.x" or hostname="gpu-1.x" or host_name="gpu-1.x" or node="gpu-1.x" or nodename="gpu-1.x" or instance=~"gpu-1\\\\.x(:[0-9]+)?"');
  assert.deepEqual([logs.get("from"), logs.get("to")], ["1", "3"]);
  assert.equal(trails("gpu-1", null, 1, 2).incidents, "incidents?show=all&q=gpu-1&during=1-2");
  assert.equal(trails("gpu-1", { id: "h200" }, 1, 2).incidents, "incidents?show=all&service=h200&during=1-2");
});

test("time held back says lately first, and nothing where nothing is known", () => {
  const held = { since: 0, until: 900_000, power: [40, 0], thermal: [0, 0], syncBoost: [null, null] };
  assert.equal(heldWords(7200, held, "power", 0), "40 s in the last 15 min, 2 h since the driver was loaded");
  assert.equal(heldWords(0, held, "thermal", 0), "not in the last 15 min, never since the driver was loaded");
  assert.equal(heldWords(7200, null, "power", 0), "2 h since the driver was loaded");
  assert.equal(heldLately(held, 0), "power limit 40 s");
  assert.equal(heldLately(held, 1), "not");
  assert.equal(heldLately({ since: 0, until: 1 }, 0), null);
});

test("a host that was frozen stays as it was while frames come", () => {
  const host = new Host("a");
  host.describe(snapshot(1, 1000, { history: history(1000) }));
  const still = host.frozen();
  host.add({ frame: frame(2, 2000) });
  assert.deepEqual([still.times, still.series.power, still.last.seq], [[1000], [[100]], 1]);
  assert.deepEqual(host.times, [1000, 2000]);
});

test("the fleet is ordered by what is chosen: groups by their greatest, cells within them", () => {
  const host = (name, temperature) => ({ name, last: { temperature }, notes: null });
  const hosts = [host("a", [50, 70]), host("b", [60, null]), host("a10", [80])];
  const rows = rank => hosts.flatMap(one => one.last.temperature.map((_, i) => ({ key: `${one.name}|${i}`, group: one.name, rank: rank?.(one, i) ?? 0 })));
  const keys = rank => [...ordered(rows(rank)).values()].map(list => list.map(row => row.key).join(" "));
  assert.deepEqual(keys(RANKS.temperature), ["a10|0", "a|1 a|0", "b|0 b|1"]);
  assert.deepEqual(keys(RANKS.index), ["a|0 a|1", "a10|0", "b|0 b|1"]);
  assert.deepEqual(keys(RANKS.trouble), ["a|0 a|1", "a10|0", "b|0 b|1"]);
  assert.equal(COLOURS.temperature.read(hosts[1], 1), null);
});

test("a recording is drawn from its own columns, its line going on between the samples of an exporter", () => {
  const gpus = [{ index: 4, name: "NVIDIA H200", memoryTotal: 100 }], at = [0, 30_000, 60_000, 300_000];
  const host = recorded({ host: "a", gpus, history: { at, utilization: [[1, 2, 3, 4]], memoryMiB: [[1, 1, null, 1]], temperature: [[5, 5, 5, 5]], power: [[6, 6, 6, 6]] } });
  assert.deepEqual([host.count, host.info.gpus[0].index, host.gap], [1, 4, 90_000]);
  assert.deepEqual(host.series.memory, [[1048576, 1048576, null, 1048576]]);
  assert.deepEqual(columnsOf([{ host, gpu: 0 }], "utilization"), [[0, 30, 60, 61, 300], [1, 2, 3, null, 4]]);
});
