// The streams from the hub, for as long as the page is open: they come back by themselves after every break.

/**
 * @param requests gives what to watch, one request a stream or null for none; asked anew at each start of a stream
 * @param on item(item, stream), item.first on the first of a stream; state("connecting" | "open" | "lost" | "signedOut")
 */
export function connect(hub, requests, on) {
  let connection = null, disposed = false, attempt = 0, timer = 0, streams = [];

  function later() {
    if (disposed) return;
    clearTimeout(timer);
    // 0.25 s, 0.5 s … 2 s, with jitter, so that a restarted portal isn't met by all browsers at once.
    const wait = Math.min(2000, 250 * 2 ** Math.min(attempt++, 3)) * (0.75 + Math.random() / 2);
    timer = setTimeout(open, wait);
  }

  async function open() {
    if (disposed) return;
    try {
      const signalR = await import("@microsoft/signalr");
      if (disposed) return;
      connection = new signalR.HubConnectionBuilder().withUrl(new URL(hub, document.baseURI).href).configureLogging(signalR.LogLevel.None).build();
      connection.onclose(() => { streams = []; if (!disposed) { on.state("lost"); later(); } });
      await connection.start();
      if (disposed) return connection.stop();
      requests().forEach((_, stream) => watch(stream));
    } catch (error) {
      if (disposed) return;
      const status = error?.statusCode ?? Number(/Status code '(\d+)'/.exec(error?.message)?.[1]);
      if (status === 401 || status === 403) return on.state("signedOut");
      on.state(attempt === 0 ? "connecting" : "lost");
      later();
    }
  }

  function watch(stream) {
    const request = requests()[stream] ?? null, mine = {};
    let first = true;
    streams[stream]?.subscription?.dispose();
    streams[stream] = mine;
    if (!request) return;
    const stands = () => streams[stream] === mine && !disposed;
    mine.subscription = connection.stream("Watch", request).subscribe({
      next(item) {
        if (!stands()) return;
        attempt = 0;
        if (first) on.state("open");
        on.item(first ? { ...item, first: true } : item, stream);
        first = false;
      },
      complete() { again(); },
      error() { again(); },
    });
    function again() {
      if (!stands() || connection?.state !== "Connected") return;
      on.state("lost");
      setTimeout(() => { if (stands() && connection?.state === "Connected") watch(stream); }, 1000);
    }
  }

  on.state("connecting");
  open();
  return {
    /** Watches anew by what requests() gives now: one stream, or all. */
    restart(stream = null) {
      if (connection?.state !== "Connected") return;
      if (stream === null) requests().forEach((_, each) => watch(each));
      else watch(stream);
    },
    dispose() {
      disposed = true;
      clearTimeout(timer);
      for (const one of streams) one?.subscription?.dispose();
      connection?.stop();
    },
  };
}
