// First drawings of panels whose answers come together are made in one go: the page is laid out and painted once for them. They wait for
// the panels that ask at the same time, but not long.
const mostMs = 16;
let open = 0;
let turn = null;

/** A panel asks for the first time. */
export function asked() {
  open++;
}

/** It was answered, or won't be. */
export function answered() {
  if (--open === 0) queueMicrotask(go);
}

/** Resolves when the drawings that come together are made. */
export function together() {
  if (!turn) {
    turn = { timer: setTimeout(go, mostMs) };
    turn.promise = new Promise(resolve => (turn.resolve = resolve));
  }
  return turn.promise;
}

function go() {
  clearTimeout(turn?.timer);
  turn?.resolve();
  turn = null;
}
