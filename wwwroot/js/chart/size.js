// Sizes of elements, read together: the browser lays a page out once for all charts that are made in one go, not once for each.
let waiting = [];

/** {width, height} in pixels, when what is being written now has been written. */
export function sizeOf(element) {
  return new Promise(resolve => {
    if (waiting.push([element, resolve]) === 1) queueMicrotask(read);
  });
}

function read() {
  const all = waiting;
  waiting = [];
  const sizes = all.map(([element]) => ({ width: element.clientWidth, height: element.clientHeight }));
  all.forEach(([, resolve], i) => resolve(sizes[i]));
}
