// The server's page has the browser begin to ask for the panels that it shows first, before there are scripts
// (<link rel="preload" as="fetch">, FirstPanels.cs). Their first questions take these answers, although the moment has moved on a little
// since the server wrote the addresses, and the panel may be a bit wider or narrower than it thought.
const nearMs = 15_000;
const [leastWidth, mostWidth] = [0.75, 2];
let begun = null;

// What is asked without the moment and the width, and these.
function split(url) {
  const { pathname, searchParams } = new URL(url, location.href);
  const [from, to, width] = ["from", "to", "width"].map(name => {
    const value = Number(searchParams.get(name));
    searchParams.delete(name);
    return value;
  });
  searchParams.sort();
  return { key: `${pathname}?${searchParams}`, ends: [from, to], width };
}

function read() {
  const all = new Map();
  for (const link of document.querySelectorAll('head > link[rel="preload"][as="fetch"]')) {
    const address = link.getAttribute("href");
    const { key, ...rest } = split(address);
    all.set(key, { address, ...rest });
  }
  return all;
}

/** The address of the answer that was begun for this question, given once; the question's own where there is none. */
export function asBegun(url) {
  begun ??= read();
  if (begun.size === 0) return url;
  const { key, ends, width } = split(url);
  const one = begun.get(key);
  if (!one || one.ends.some((end, i) => Math.abs(end - ends[i]) > nearMs) || one.width < width * leastWidth || one.width > width * mostWidth) return url;
  begun.delete(key);
  return one.address;
}
