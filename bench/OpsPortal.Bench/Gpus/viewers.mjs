// Viewers of /hubs/telemetry in one process: the page's own js/gpus/connection.js over npm's @microsoft/signalr. Reads its plan
// from the command line as JSON: {portal, cookie, viewers, detail, root}. "measure" on stdin begins to count, "report" ends it and
// writes one line of JSON; "end" ends the process.
import { createRequire } from "node:module";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const plan = JSON.parse(process.argv[2]);
const require = createRequire(pathToFileURL(`${plan.root}/package.json`));
const signalR = require("@microsoft/signalr"), WebSocket = require("ws");

let bytes = 0, measuring = false, longest = { delay: -1, at: 0 };
const delays = [];
// How late this process itself was: its own pauses are part of what it measures.
const late = monitorEventLoopDelay({ resolution: 10 });
late.enable();

globalThis.document = { baseURI: plan.portal };

class Counted extends WebSocket {
  constructor(url, protocols, options) {
    super(url, protocols, { ...options, perMessageDeflate: false });
    this.on("message", data => { if (measuring) bytes += data.length; });
  }
}

// The page's module asks for the same package and gets the same class.
const { withUrl } = signalR.HubConnectionBuilder.prototype;
signalR.HubConnectionBuilder.prototype.withUrl = function (url) {
  return withUrl.call(this, url, { headers: { Cookie: plan.cookie }, WebSocket: Counted, transport: signalR.HttpTransportType.WebSockets });
};
const { connect } = await import(pathToFileURL(`${plan.root}/wwwroot/js/gpus/connection.js`).href);

class Viewer {
  hosts = new Map(); state = ""; skipped = 0; gaps = 0; doubles = 0; frames = 0; breaks = []; filled = 0;
  #lost = 0;

  constructor() {
    this.connection = connect("hubs/telemetry", () => [this.request()], {
      item: item => this.take(item),
      state: state => { if (state === "lost" && !this.#lost) this.#lost = Date.now(); this.state = state; },
    });
  }

  request() {
    const since = Object.fromEntries([...this.hosts].map(([name, host]) => [name, [host.epoch, host.seq]]));
    return { host: plan.host ?? null, detail: plan.detail, points: plan.points ?? 0, since };
  }

  take(item) {
    const now = Date.now();
    for (const snapshot of item.hosts ?? []) this.join(snapshot, item.first);
    for (const [host, epoch, seq, at] of item.lean ?? []) this.frame(host, epoch, seq, at, now);
    for (const { frame } of item.frames ?? []) this.frame(frame.host, frame.epoch, frame.seq, frame.at, now);
    this.skipped = item.skipped;
  }

  // What came while it was away is in the history of the first answer: as it was, or merged where the portal forgot the frame.
  join(snapshot, first) {
    const last = snapshot.last?.frame, known = this.hosts.get(snapshot.host);
    // A description between frames has the newest frame too, which comes by itself as well.
    if (!last || !first) return;
    if (known && known.epoch === last.epoch && last.seq > known.seq) {
      const between = last.seq - known.seq, given = (snapshot.history?.at ?? []).filter(at => at > known.at).length;
      this.gaps += Math.max(0, between - given);
      this.filled += Math.min(between, given);
    }
    if (!known || last.epoch > known.epoch || (last.epoch === known.epoch && last.seq > known.seq)) this.hosts.set(snapshot.host, { epoch: last.epoch, seq: last.seq, at: last.at });
  }

  frame(name, epoch, seq, at, now) {
    const known = this.hosts.get(name);
    if (this.#lost) { this.breaks.push(now - this.#lost); this.#lost = 0; }
    if (known && epoch === known.epoch && seq <= known.seq) { this.doubles++; return; }
    if (known && epoch === known.epoch && measuring) this.gaps += seq - known.seq - 1;
    this.hosts.set(name, { epoch, seq, at });
    if (!measuring) return;
    this.frames++;
    delays.push(now - at);
    if (now - at > longest.delay) longest = { delay: now - at, at: now };
  }

  stop() { this.connection.dispose(); }
}

const viewers = [];
for (let i = 0; i < plan.viewers; i++) {
  viewers.push(new Viewer());
  if (i % 10 === 9) await new Promise(done => setTimeout(done, 100));
}

const quantile = (sorted, q) => sorted.length === 0 ? null : sorted[Math.min(sorted.length - 1, Math.ceil(q * (sorted.length - 1)))];
let began = 0;
const commands = {
  ready() { return { open: viewers.filter(viewer => viewer.state === "open").length }; },
  // The newest frame of the host that every viewer has.
  newest() { return { at: Math.min(...viewers.map(viewer => viewer.hosts.get(plan.watch)?.at ?? 0)) }; },
  measure() {
    measuring = true;
    began = Date.now();
    bytes = 0;
    delays.length = 0;
    longest = { delay: -1, at: began };
    late.reset();
    for (const viewer of viewers) { viewer.gaps = viewer.doubles = viewer.frames = 0; viewer.before = viewer.skipped; viewer.breaks = []; }
    return {};
  },
  report() {
    measuring = false;
    const sum = read => viewers.reduce((total, viewer) => total + read(viewer), 0);
    delays.sort((a, b) => a - b);
    return {
      viewers: viewers.length, frames: sum(viewer => viewer.frames), gaps: sum(viewer => viewer.gaps), doubles: sum(viewer => viewer.doubles),
      skipped: sum(viewer => viewer.skipped - viewer.before), p50: quantile(delays, 0.5), p99: quantile(delays, 0.99), most: delays.at(-1) ?? null,
      mostAt: (longest.at - began) / 1000, late: late.max / 1e6,
      bytesAViewerAndSecond: bytes / viewers.length / ((Date.now() - began) / 1000), breaks: viewers.flatMap(viewer => viewer.breaks), filled: sum(viewer => viewer.filled),
      states: Object.fromEntries(Object.entries(Object.groupBy?.(viewers, viewer => viewer.state) ?? {}).map(([state, all]) => [state, all.length])),
    };
  },
};
console.log(JSON.stringify({ started: viewers.length }));
for await (const line of createInterface({ input: process.stdin })) {
  if (line === "end") break;
  console.log(JSON.stringify(commands[line]?.() ?? { unknown: line }));
}
process.exit(0);
