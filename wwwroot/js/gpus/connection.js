// The stream from the hub, for as long as the page is open: it comes back by itself after every break.

/**
 * @param request gives what to watch; asked anew at each start of the stream
 * @param on item(item), item.first on the first of a stream; state("connecting" | "open" | "lost" | "signedOut")
 */
export function connect(hub, request, on) {
  let connection = null, subscription = null, disposed = false, attempt = 0, timer = 0, generation = 0;

  function later() {
    if (disposed) return;
    clearTimeout(timer);
    // 0.25 s, 0.5 s … 5 s, with jitter, so that a restarted portal isn't met by all browsers at once.
    const wait = Math.min(5000, 250 * 2 ** Math.min(attempt++, 5)) * (0.75 + Math.random() / 2);
    timer = setTimeout(open, wait);
  }

  async function open() {
    if (disposed) return;
    try {
      const signalR = await import("@microsoft/signalr");
      if (disposed) return;
      connection = new signalR.HubConnectionBuilder().withUrl(new URL(hub, document.baseURI).href).configureLogging(signalR.LogLevel.None).build();
      connection.onclose(() => { subscription = null; if (!disposed) { on.state("lost"); later(); } });
      await connection.start();
      if (disposed) return connection.stop();
      watch();
    } catch (error) {
      if (disposed) return;
      const status = error?.statusCode ?? Number(/Status code '(\d+)'/.exec(error?.message)?.[1]);
      if (status === 401 || status === 403) return on.state("signedOut");
      on.state(attempt === 0 ? "connecting" : "lost");
      later();
    }
  }

  function watch() {
    const mine = ++generation;
    let first = true;
    subscription?.dispose();
    subscription = connection.stream("Watch", request()).subscribe({
      next(item) {
        if (mine !== generation || disposed) return;
        attempt = 0;
        if (first) on.state("open");
        on.item(first ? { ...item, first: true } : item);
        first = false;
      },
      complete() { again(mine); },
      error() { again(mine); },
    });
  }

  function again(mine) {
    if (mine !== generation || disposed || connection?.state !== "Connected") return;
    on.state("lost");
    clearTimeout(timer);
    timer = setTimeout(() => { if (connection?.state === "Connected") watch(); }, 1000);
  }

  on.state("connecting");
  open();
  return {
    /** Watches anew by what request() gives now. */
    restart() { if (connection?.state === "Connected") watch(); },
    dispose() {
      disposed = true;
      clearTimeout(timer);
      subscription?.dispose();
      connection?.stop();
    },
  };
}
