// Where a canvas' elements and arrows are. Pure.

/**
 * Elements in the order of drawing, those of frames inside: [{element, box: {left, top, width, height}}] in pixels of the panel.
 * A constraint says which edges of its parent a side keeps its distance to; "scale" is in percent of it.
 */
export function placed(elements = [], parent, depth = 0) {
  return elements.flatMap(element => {
    const box = boxOf(element, parent);
    return [{ element, box }, ...(element.type === "frame" && depth < 5 ? placed(element.elements, box, depth + 1) : [])];
  });
}

export function boxOf({ placement = {}, constraint = {} }, parent) {
  const [left, width] = along(constraint.horizontal ?? "left", placement.left, placement.right, placement.width, parent.width, ["right", "leftright"]);
  const [top, height] = along(constraint.vertical ?? "top", placement.top, placement.bottom, placement.height, parent.height, ["bottom", "topbottom"]);
  return { left: (parent.left ?? 0) + left, top: (parent.top ?? 0) + top, width: Math.max(width, 1), height: Math.max(height, 1) };
}

function along(constraint, start = 0, end = 0, size = 100, whole, [far, both]) {
  switch (constraint) {
    case far: return [whole - end - size, size];
    case both: return [start, whole - start - end];
    case "center": return [whole / 2 - start - size / 2, size];
    case "scale": return [(start / 100) * whole, whole * (1 - (start + end) / 100)];
    default: return [start, size];
  }
}

/** Arrows: [{points: [[x, y], …], connection}]. Ends are shares of an element's half (−1 to 1, upwards), or of the whole panel's where none is named. */
export function arrowsOf(all, whole) {
  const byName = new Map(all.map(one => [one.element.name, one.box]));
  return all.flatMap(({ element, box }) => (element.connections ?? []).flatMap(connection => {
    if (!connection.source || !connection.target) return [];
    const [from, to] = [at(box, connection.source), at(byName.get(connection.targetName) ?? { left: 0, top: 0, ...whole }, connection.target)];
    const between = (connection.vertices ?? []).map(({ x, y }) => [from[0] + x * (to[0] - from[0]), from[1] + y * (to[1] - from[1])]);
    return [{ points: [from, ...between, to], connection }];
  }));
}

const at = ({ left, top, width, height }, { x = 0, y = 0 }) => [left + width / 2 + (x * width) / 2, top + height / 2 - (y * height) / 2];
