// Lines as they come. The portal follows Loki once for all who watch; a socket that breaks is opened again.
const firstWait = 1000;
const longestWait = 20000;
const mostHeld = 50000;

/**
 * A tail of a query. on: {lines([{line, labels}]), state({text, bad})}
 * What comes while it is paused is held, up to fifty thousand lines; what is beyond that is counted as dropped.
 */
export class Tail {
  #query; #raw; #on; #socket = null; #over = false; #wait = firstWait; #timer = 0; #ticker = 0; #held = []; #streams = new Map(); #seen = new Set(); #seenBefore = new Set(); #second = []; #lokiBase = null; #history = true;
  paused = false; received = 0; dropped = 0; lokiDropped = 0; trouble = "";

  constructor(query, raw, on) {
    [this.#query, this.#raw, this.#on] = [query, raw, on];
    this.#ticker = setInterval(() => this.#tick(), 1000);
    this.#open();
  }

  get held() { return this.#held.length; }

  /** Lines a second, over the last five; the older lines that a tail begins with are none of them. */
  get rate() { return this.#second.length === 0 ? 0 : Math.round((this.#second.reduce((a, b) => a + b, 0) / this.#second.length) * 10) / 10; }

  pause(yes) {
    if (this.paused === yes) return;
    this.paused = yes;
    if (!yes) {
      const held = this.#held;
      this.#held = [];
      if (held.length > 0) this.#on.lines(held);
    }
    this.#say();
  }

  close() {
    this.#over = true;
    clearTimeout(this.#timer);
    clearInterval(this.#ticker);
    this.#socket?.close();
  }

  #open() {
    if (this.#over) return;
    const url = new URL("/api/v1/logs/tail", location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    url.searchParams.set("query", this.#query);
    if (this.#raw) url.searchParams.set("raw", "1");
    const socket = (this.#socket = new WebSocket(url));
    this.#streams.clear();
    this.#lokiBase = null;
    this.#history = true;
    let heard = performance.now();
    const watch = setInterval(() => { if (performance.now() - heard > 15000) socket.close(); }, 5000);
    socket.onmessage = event => {
      heard = performance.now();
      this.#wait = firstWait;
      this.#take(JSON.parse(event.data));
    };
    socket.onclose = () => {
      clearInterval(watch);
      if (this.#over) return;
      this.trouble = "The portal doesn't answer; trying again.";
      this.#say();
      this.#timer = setTimeout(() => this.#open(), this.#wait);
      this.#wait = Math.min(this.#wait * 2, longestWait);
    };
  }

  #take(frame) {
    for (const [number, labels] of Object.entries(frame.streams ?? {})) this.#streams.set(Number(number), labels);
    this.dropped += frame.dropped ?? 0;
    // What Loki left out is counted from when this viewer came.
    if (frame.lokiDropped !== undefined) {
      this.#lokiBase ??= frame.lokiDropped - this.lokiDropped;
      this.lokiDropped = frame.lokiDropped - this.#lokiBase;
    }
    this.trouble = frame.trouble ?? "";
    if (frame.over) { this.#over = true; clearInterval(this.#ticker); }
    const fresh = [];
    for (const line of frame.lines ?? []) {
      // After a break the newest lines come once more.
      const key = line.t + line.l;
      if (this.#seen.has(key) || this.#seenBefore.has(key)) continue;
      this.#seen.add(key);
      if (this.#seen.size >= 5000) { this.#seenBefore = this.#seen; this.#seen = new Set(); }
      fresh.push({ line, labels: this.#streams.get(line.s) ?? {} });
    }
    this.received += fresh.length;
    this.#now += fresh.length;
    if (this.paused) {
      this.#held.push(...fresh);
      if (this.#held.length > mostHeld) this.dropped += this.#held.splice(0, this.#held.length - mostHeld).length;
    } else if (fresh.length > 0) this.#on.lines(fresh);
    if (frame.over || frame.trouble) this.#say();
  }

  #now = 0;

  #tick() {
    // The first lines after the begin came before it: what stands in their second says nothing of the pace.
    if (!this.#history) this.#second.push(this.#now);
    else if (this.#now > 0) this.#history = false;
    this.#now = 0;
    if (this.#second.length > 5) this.#second.shift();
    this.#say();
  }

  #say() {
    this.#on.state({ over: this.#over });
  }
}
