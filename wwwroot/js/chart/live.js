// How a drawn thing keeps itself fresh: only while it is seen, the page is shown and nothing is paused; then it catches up.

/** {wake(), seen(yes), later(seconds), end()}: `ask` is called when it is time; wake() asks now, or as soon as it may. */
export function createHeartbeat(ask) {
  const clean = new AbortController();
  const { signal } = clean;
  let timer = 0;
  let late = false;
  let active = true;
  let ended = false;

  const resting = () => !active || document.hidden;
  const paused = () => document.documentElement.dataset.paused !== undefined;

  function wake() {
    clearTimeout(timer);
    if (ended) return;
    late = resting();
    if (!late) ask();
  }

  const catchUp = () => late && wake();
  document.addEventListener("op-refresh", wake, { signal });
  document.addEventListener("op-paused", () => !paused() && catchUp(), { signal });
  document.addEventListener("visibilitychange", catchUp, { signal });

  return {
    wake,
    seen(yes) {
      active = yes;
      if (yes) catchUp();
    },
    /** Asks again after that many seconds, unless the page is paused by then: then when it goes on. */
    later(seconds) {
      clearTimeout(timer);
      if (ended || !(seconds > 0)) return;
      timer = setTimeout(() => { if (paused()) late = true; else wake(); }, seconds * 1000);
    },
    end() {
      ended = true;
      clearTimeout(timer);
      clean.abort();
    },
  };
}
