// What a page begins with: panels and charts near the screen, until their first drawing stands. What people didn't come for waits until then.
const first = new Set();

/** One more that the page begins with; `drawn` is resolved when it stands, or says why it doesn't. */
export function addFirst(drawn) {
  const one = Promise.resolve(drawn).catch(() => {});
  first.add(one);
  one.finally(() => first.delete(one));
}

/** A promise that they stand, or that so many milliseconds have gone; null when nothing is being waited for. */
export function firstDrawings(latestMs) {
  if (first.size === 0) return null;
  return Promise.race([Promise.all(first), new Promise(resolve => setTimeout(resolve, latestMs))]);
}
