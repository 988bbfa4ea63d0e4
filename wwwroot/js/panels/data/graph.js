// Nodes and edges of a node graph, by the names that its columns have: id, title, subtitle, mainstat, secondarystat, color, arc__…; source, target. Pure.

const most = 200, mostEdges = 1000, mostBends = 2000;

/**
 * {nodes: [{id, field(name), arcs, row, frame}], edges: [{source, target, field(name), row, frame}], left, leftEdges: how many are left out}.
 * A frame with `source` and `target` holds edges, one with `id` nodes; what edges name and no row describes is a node too.
 */
export function graphOf(frames) {
  const nodes = new Map();
  const edges = [];
  for (const frame of frames) {
    const field = finder(frame);
    const [source, target] = [field("source"), field("target")];
    for (let row = 0; source && target && row < source.values.length; row++) {
      if (isThere(source.values[row]) && isThere(target.values[row])) edges.push({ source: String(source.values[row]), target: String(target.values[row]), field, row, frame });
    }
    const id = source && target ? null : field("id");
    for (let row = 0; id && row < id.values.length; row++) if (isThere(id.values[row])) nodes.set(String(id.values[row]), { id: String(id.values[row]), field, row, frame });
  }
  for (const { source, target } of edges) for (const id of [source, target]) if (!nodes.has(id)) nodes.set(id, { id, field: () => null, row: -1, frame: null });
  const shown = new Set([...nodes.keys()].slice(0, most));
  const between = edges.filter(edge => shown.has(edge.source) && shown.has(edge.target));
  return { nodes: [...nodes.values()].filter(node => shown.has(node.id)), edges: between.slice(0, mostEdges), left: nodes.size - shown.size, leftEdges: Math.max(between.length - mostEdges, 0) };
}

const isThere = value => value !== null && value !== undefined && value !== "";

const finder = frame => name => frame.fields.find(field => [field.display, field.name].some(one => one?.toLowerCase() === name)) ?? null;

/**
 * Where nodes stand: {places: Map of id to [layer, place in it], via(source, target), layers, widest}. Each stands behind all that lead to it, but for what leads
 * back into a circle. Lines over several layers have a place of their own in those between, which `via` gives. Nodes without an edge are a block behind the others.
 */
export function layersOf(nodes, edges) {
  const next = new Map(nodes.map(node => [node.id, []]));
  for (const { source, target } of edges) if (source !== target) next.get(source).push(target);
  const linked = new Set(edges.filter(edge => edge.source !== edge.target).flatMap(edge => [edge.source, edge.target]));
  const forward = withoutCircles(nodes.filter(node => linked.has(node.id)).map(node => node.id), next);
  const depth = depths(forward);
  const layers = [];
  for (const [id, layer] of depth) (layers[layer] ??= []).push(id);
  const between = withBends(forward, depth, layers);
  sorted(layers, forward);
  const alone = nodes.filter(node => !linked.has(node.id)).map(node => node.id);
  const side = Math.max(Math.ceil(Math.sqrt(alone.length)), ...layers.map(layer => layer.length), 1);
  for (let i = 0; i < alone.length; i += side) layers.push(alone.slice(i, i + side));
  const places = new Map(layers.flatMap((layer, i) => layer.map((id, j) => [id, [i, j - (layer.length - 1) / 2]])));
  const bends = (source, target) => between.get(source)?.get(target)?.map(id => places.get(id));
  return { places, via: (source, target) => bends(source, target) ?? bends(target, source)?.toReversed() ?? [], layers: layers.length, widest: Math.max(1, ...layers.map(layer => layer.length)) };
}

function depths(forward) {
  const depth = new Map();
  const entries = new Map([...forward.keys()].map(id => [id, 0]));
  for (const targets of forward.values()) for (const target of targets) entries.set(target, entries.get(target) + 1);
  const ready = [...entries].filter(([, count]) => count === 0).map(([id]) => id);
  for (const id of ready) depth.set(id, 0);
  for (let id = ready.shift(); id !== undefined; id = ready.shift()) {
    for (const target of forward.get(id)) {
      depth.set(target, Math.max(depth.get(target) ?? 0, depth.get(id) + 1));
      entries.set(target, entries.get(target) - 1);
      if (entries.get(target) === 0) ready.push(target);
    }
  }
  return depth;
}

// A line over several layers becomes a chain of short ones, over points that no node has: symbols. When there are very many, the rest go straight.
function withBends(forward, depth, layers) {
  const between = new Map();
  let left = mostBends;
  for (const [id, targets] of [...forward]) {
    forward.set(id, [...new Set(targets)].map(target => {
      const bends = Array.from({ length: depth.get(target) - depth.get(id) - 1 }, () => Symbol("bend"));
      if (bends.length === 0 || bends.length > left) return target;
      left -= bends.length;
      between.set(id, (between.get(id) ?? new Map()).set(target, bends));
      bends.forEach((bend, i) => {
        layers[depth.get(id) + 1 + i].push(bend);
        forward.set(bend, [bends[i + 1] ?? target]);
      });
      return bends[0];
    }));
  }
  return between;
}

// What leads back is turned round. Gone through in depth without calling itself: a chain may be as long as there are nodes.
function withoutCircles(ids, next) {
  const forward = new Map(ids.map(id => [id, []]));
  const state = new Map();
  for (const root of [...ids.filter(id => ![...next.values()].some(targets => targets.includes(id))), ...ids]) {
    if (state.has(root)) continue;
    const stack = [[root, 0]];
    state.set(root, "open");
    while (stack.length > 0) {
      const top = stack.at(-1);
      const target = next.get(top[0])[top[1]++];
      if (target === undefined) { state.set(top[0], "done"); stack.pop(); continue; }
      if (state.get(target) === "open") { forward.get(target).push(top[0]); continue; }
      forward.get(top[0]).push(target);
      if (!state.has(target)) { state.set(target, "open"); stack.push([target, 0]); }
    }
  }
  return forward;
}

// Each layer in the order of what leads to it, then of what it leads to: fewer lines cross.
function sorted(layers, forward) {
  const from = new Map([...forward.keys()].map(id => [id, []]));
  for (const [id, targets] of forward) for (const target of targets) from.get(target).push(id);
  const place = new Map();
  const note = () => layers.forEach(layer => layer.forEach((id, i) => place.set(id, i - (layer.length - 1) / 2)));
  const middle = ids => (ids.length > 0 ? ids.reduce((sum, id) => sum + place.get(id), 0) / ids.length : 0);
  note();
  for (let turn = 0; turn < 4; turn++) {
    for (const layer of turn % 2 === 0 ? layers : layers.toReversed()) {
      const by = new Map(layer.map(id => [id, middle((turn % 2 === 0 ? from : forward).get(id))]));
      layer.sort((a, b) => by.get(a) - by.get(b));
      note();
    }
  }
}
