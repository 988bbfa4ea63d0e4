// Moving and resizing panels on the grid of 24 columns: by pointer with an outline where the panel would be, and by arrows on the handle.
const columns = 24;
const unit = 38; // a row of 30 px and its gap of 8
const least = 2;

export function dragging(root, page) {
  root.addEventListener("pointerdown", event => {
    const handle = event.target.closest("[data-grip]:not(:disabled), [data-size]");
    const item = handle?.closest("[data-place]");
    if (!item || event.button !== 0) return;
    event.preventDefault();
    begin(event, handle, item, page);
  });
  root.addEventListener("keydown", event => {
    const handle = event.target.closest?.("[data-grip]");
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!handle || !step || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const id = Number(handle.closest("[data-place]").dataset.id);
    if (event.shiftKey) page.invokeMethodAsync("NudgePanel", id, 0, 0, ...step);
    else page.invokeMethodAsync("NudgePanel", id, ...step, 0, 0);
  });
}

function begin(event, handle, item, page) {
  const grid = item.parentElement;
  const [x, y, w, h] = item.dataset.place.split(",").map(Number);
  const sizing = handle.hasAttribute("data-size");
  const isRow = item.classList.contains("op-grid-row");
  const start = { x: event.clientX, y: event.clientY + window.scrollY };
  const ghost = document.createElement("div");
  ghost.className = "op-grid-ghost";
  let at = { x, y, w, h };
  let pointer = { x: event.clientX, y: event.clientY };
  let scrolling = 0;

  const follow = () => {
    const column = grid.clientWidth / columns;
    const dx = Math.round((pointer.x - start.x) / column);
    const dy = Math.round((pointer.y + window.scrollY - start.y) / unit);
    at = sizing
      ? { x, y, w: clamp(w + dx, least, columns - x), h: Math.max(least, h + dy) }
      : { x: isRow ? 0 : clamp(x + dx, 0, columns - w), y: Math.max(0, y + dy), w, h };
    for (const [name, value] of Object.entries(at)) ghost.style.setProperty(`--${name}`, value);
  };
  const move = moved => {
    pointer = { x: moved.clientX, y: moved.clientY };
    // Near an edge of the window the page goes along.
    const near = moved.clientY < 70 ? -14 : moved.clientY > innerHeight - 70 ? 14 : 0;
    clearInterval(scrolling);
    if (near) scrolling = setInterval(() => { window.scrollBy(0, near); follow(); }, 16);
    follow();
  };
  const end = done => {
    clearInterval(scrolling);
    stop.abort();
    ghost.remove();
    delete item.dataset.moving;
    if (done && (at.x !== x || at.y !== y || at.w !== w || at.h !== h)) page.invokeMethodAsync("PlacePanel", Number(item.dataset.id), at.x, at.y, at.w, at.h);
  };
  const stop = new AbortController();
  const options = { signal: stop.signal };
  handle.setPointerCapture(event.pointerId);
  handle.addEventListener("pointermove", move, options);
  handle.addEventListener("pointerup", () => end(true), options);
  handle.addEventListener("pointercancel", () => end(false), options);
  document.addEventListener("keydown", key => key.key === "Escape" && end(false), options);
  item.dataset.moving = "";
  grid.append(ghost);
  follow();
}

const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
