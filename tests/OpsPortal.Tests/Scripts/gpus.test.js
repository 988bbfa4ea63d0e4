// What the GPUs page works out, and how it goes on after a break.
import assert from "node:assert/strict";
import test from "node:test";
import { columnsOf, cut, energyToday, headroom, hourlyToday, idleShare, trails } from "../../../wwwroot/js/gpus/derived.js";
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
  const host = (times, values) => ({ times, series: { power: [values] } });
  const [a, b] = [host([1000, 2000], [1, 2]), host([1400, 3100], [5, 6])];
  const columns = columnsOf([{ host: a, gpu: 0 }, { host: b, gpu: 0 }], "power");
  assert.deepEqual(columns, [[1, 2, 3], [1, 2, null], [5, null, 6]]);
  assert.deepEqual(cut(columns, 2, 3), [[2, 3], [2, null], [null, 6]]);
});

test("trails lead to the service's logs, or to those that name the host", () => {
  assert.equal(trails("gpu-1", { id: "h200" }, 1, 2).logs, "logs?service=h200&from=1&to=2");
  assert.equal(trails("gpu-1", null, 1, 2).logs, "logs?contains=gpu-1&from=1&to=2");
  assert.equal(trails("gpu-1", null, 1, 2).incidents, "incidents?show=all&q=gpu-1&since=24h");
});
