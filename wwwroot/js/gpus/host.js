// What the page knows of one host: its description, its newest frame, its last 15 minutes. No drawing here.

export const WINDOW = 15 * 60 * 1000;
const RATE_WINDOW = 10_000;
const SLOW = ["memoryReserved", "energy", "pcieGeneration", "pcieReplays", "eccCorrectedLife", "remappedCorrected", "retiredPages", "heldByPower", "heldByThermal", "linksUp", "encoder", "parts"];
export const TRENDS = ["utilization", "memory", "temperature", "power"];

// A card that has not answered yet is known by its place alone, and one that is told in short has no id.
const isKnown = uuid => Boolean(uuid) && !uuid.startsWith("index-");
const areOthers = (before, now) => Boolean(before && now) && before.gpus.some((gpu, i) => {
  const other = now.gpus[i]?.uuid;
  return isKnown(gpu.uuid) && isKnown(other) && gpu.uuid !== other;
});

export class Host {
  info = null;
  /** Whose each GPU is by the catalog, or null. */
  owners = null;
  last = null;
  /** The newest figures that are not in each frame, with their time. */
  slow = null;
  /** Energy since midnight UTC, by the portal. */
  today = null;
  /** Idle time since midnight UTC, by the portal. */
  idle = null;
  /** Time held back lately, by reason, by the portal. */
  held = null;
  /** What running the GPUs costs, by the price book. */
  prices = null;
  /** What GPUs can be grouped by beside host and model: {job, mig}. */
  labels = null;
  notes = null;
  source = "";
  /** Milliseconds by which the newest frame's time lay before its coming in (after it, where negative), where that is much. */
  behind = null;
  /** Another sender under this host's name is refused now. */
  rival = false;
  /** Milliseconds since 1970 of each kept sample, by the host's clock. */
  times = [];
  /** For each figure of TRENDS: for each GPU an array along times. */
  series = { utilization: [], memory: [], temperature: [], power: [] };
  #arrivals = [];
  #joined = performance.now();
  #lastArrival = null;
  #hasHistory = false;

  constructor(name) { this.name = name; }

  get count() { return this.last?.count ?? this.info?.gpus.length ?? 0; }

  /** Milliseconds between two samples from which on nothing was measured between them: exporters are read at their scrapes. */
  get gap() { return this.source === "exporter" ? 90_000 : 12_000; }

  /** Milliseconds since the newest frame came in. */
  get age() { return this.#lastArrival === null ? Infinity : performance.now() - this.#lastArrival; }

  /** Milliseconds without a frame after which the host is stale, and after which it is offline: an exporter's come as it is scraped. */
  get limits() { return this.source === "exporter" ? [90_000, 300_000] : [5000, 60_000]; }

  /** "live", "stale" or "offline", as far as the newest frame says. */
  get state() {
    const age = this.age, [stale, offline] = this.limits;
    return age > offline ? "offline" : age > stale ? "stale" : "live";
  }

  /** Frames a second over the last 10 s. */
  get rate() {
    const now = performance.now();
    while (this.#arrivals.length > 0 && now - this.#arrivals[0] > RATE_WINDOW) this.#arrivals.shift();
    const span = Math.min(RATE_WINDOW, now - this.#joined);
    return span < 2000 ? null : this.#arrivals.length / (span / 1000);
  }

  describe(snapshot) {
    if (areOthers(this.info, snapshot.info)) this.#clear();
    this.info = snapshot.info ?? null;
    this.owners = snapshot.owners ?? null;
    this.source = snapshot.source;
    if (snapshot.prices) this.prices = snapshot.prices;
    if (snapshot.idle) this.idle = snapshot.idle;
    if (snapshot.held) this.held = snapshot.held;
    if (snapshot.history) {
      this.#take(snapshot.history, snapshot.continues === true);
      this.#arrivals = [];
      this.#joined = performance.now();
    }
    if (snapshot.slow) this.slow = snapshot.slow;
    if (snapshot.today) this.today = snapshot.today;
    if (snapshot.last) {
      if (!this.last || this.last.lean || this.#isNewer(snapshot.last.frame)) {
        this.last = snapshot.last.frame;
        this.#lastArrival = performance.now() - snapshot.age;
      }
      this.notes = snapshot.last.notes ?? null;
      this.labels = snapshot.last.labels ?? this.labels;
      this.#takeState(snapshot.last);
    }
  }

  /** Whether it was given its last 15 minutes. */
  get drawn() { return this.#hasHistory; }

  /** Epoch and number of the newest frame that is here; null before the first. */
  get number() { return this.last ? [this.last.epoch, this.last.seq] : null; }

  // A portal that was restarted remembers less than this page: what is older than its history stays. One that goes on where
  // this page was gives only what is missing.
  #take(history, continues) {
    this.#hasHistory = true;
    const sameGpus = this.series.utilization.length === history.utilization.length;
    // Frames may have come in by another stream since this was asked for.
    const from = continues && sameGpus ? history.at.findIndex(time => time > (this.times.at(-1) ?? 0)) : 0;
    const first = from < 0 ? history.at.length : from;
    const own = continues && sameGpus ? -1 : sameGpus && history.at.length > 0 ? this.times.findIndex(time => time >= history.at[0]) : 0;
    const kept = own < 0 ? this.times.length : own;
    const join = (figure, columns) => columns.map((column, gpu) => [...(this.series[figure][gpu] ?? []).slice(0, kept), ...column.slice(first)]);
    this.series = {
      utilization: join("utilization", history.utilization),
      memory: join("memory", history.memoryMiB.map(column => column.map(mib => mib === null ? null : mib * 1048576))),
      temperature: join("temperature", history.temperature),
      power: join("power", history.power),
    };
    this.times = [...this.times.slice(0, kept), ...history.at.slice(first)];
  }

  /** What is known now, as something that stays so while the host goes on. */
  frozen() {
    const still = Object.assign(new Host(this.name), this);
    Object.defineProperty(still, "age", { value: this.age });
    still.times = [...this.times];
    still.series = Object.fromEntries(TRENDS.map(figure => [figure, this.series[figure].map(column => [...column])]));
    return still;
  }

  /** Takes one frame; false when it is here already. */
  add(live) {
    const frame = live.frame;
    const isSame = this.last !== null && this.#isSame(frame);
    if (this.last && !this.#isNewer(frame) && !(this.last.lean && !frame.lean && isSame)) return false;
    if (this.last && this.last.count !== frame.count) this.#clear();
    this.last = frame;
    if (SLOW.some(name => frame[name])) this.slow = frame;
    if (live.today) this.today = live.today;
    if (live.idle) this.idle = live.idle;
    if (live.held) this.held = live.held;
    if (live.labels) this.labels = live.labels;
    this.notes = live.notes ?? null;
    if (!frame.lean) this.#takeState(live);
    this.source = frame.source;
    this.#lastArrival = performance.now();
    this.#arrivals.push(this.#lastArrival);
    // Frames come in order: a clock was set back, and what it said to be later than now was wrong.
    if (!isSame) this.#cutFrom(frame.at);
    if (this.times.length === 0 || frame.at > this.times[this.times.length - 1]) this.#append(frame);
    return true;
  }

  /**
   * Takes one frame of the lean form; false when it is here already.
   * [host, epoch, number, time, utilisation, memory in MiB, temperature, power, notes as [GPU, level, words], labels]
   */
  addLean([, epoch, seq, at, utilization, memory, temperature, power, notes, labels]) {
    const count = utilization.length, said = Array(count).fill(null);
    for (const [gpu, level, text] of notes) said[gpu] = [{ level, text }];
    return this.add({
      frame: {
        host: this.name, source: this.source, epoch, seq, at, count, utilization, temperature, power, lean: true,
        memoryUsed: memory.map(mib => mib === null ? null : mib * 1048576),
      },
      notes: said, labels,
    });
  }

  #isSame(frame) { return frame.epoch === this.last.epoch && frame.seq === this.last.seq; }

  #isNewer(frame) {
    // Whether an agent or an exporter is to be believed, the portal decides.
    if ((frame.source === "exporter") !== (this.last.source === "exporter")) return true;
    if (frame.epoch === this.last.epoch) return frame.seq > this.last.seq;
    // A sender that began earlier is let speak again when the other one has long been silent.
    return frame.epoch > this.last.epoch || frame.at > this.last.at || this.age > this.limits[1] / 2;
  }

  #takeState(live) {
    this.behind = live.behind ?? null;
    this.rival = live.rival === true;
  }

  #cutFrom(at) {
    let keep = this.times.length;
    while (keep > 0 && this.times[keep - 1] >= at) keep--;
    if (keep === this.times.length) return;
    this.times = this.times.slice(0, keep);
    for (const figure of TRENDS) this.series[figure] = this.series[figure].map(column => column.slice(0, keep));
  }

  #append(frame) {
    this.times.push(frame.at);
    const columns = { utilization: frame.utilization, memory: frame.memoryUsed, temperature: frame.temperature, power: frame.power };
    for (const figure of TRENDS)
      for (let gpu = 0; gpu < frame.count; gpu++)
        (this.series[figure][gpu] ??= []).push(columns[figure]?.[gpu] ?? null);

    // Old samples go in big steps, so that most frames copy nothing.
    let old = 0;
    while (old < this.times.length && this.times[old] < frame.at - WINDOW) old++;
    if (old < 120 && old < this.times.length / 2) return;
    this.times = this.times.slice(old);
    for (const figure of TRENDS) this.series[figure] = this.series[figure].map(column => column.slice(old));
  }

  #clear() {
    this.slow = this.today = this.idle = this.held = this.labels = null;
    this.times = [];
    this.series = { utilization: [], memory: [], temperature: [], power: [] };
  }
}
