// Which pairs of columns an XY chart draws, by its options.mapping and options.series. Pure.

/**
 * [{name, x, y, color, size, rest, frame, index}]: fields of one frame, `color` and `size` null where points have one of their own; `rest` are the frame's other
 * fields, which tell what a point is. By "auto" each frame's first number is x and every further one a series; by "manual" a setting is one series.
 */
export function xySeries(frames, { mapping = "auto", series: settings = [] } = {}) {
  const manual = mapping === "manual";
  const found = (settings.length > 0 ? settings : [{}]).flatMap(setting => {
    const each = frames.flatMap((frame, i) => (isFrame(setting.frame?.matcher, i) ? pairs(frame, setting, manual) : []));
    return manual ? each.slice(0, 1) : each;
  });
  shorten(found);
  return found.map((one, index) => ({ ...one, index }));
}

// Without a number any frame that has the columns will do.
const isFrame = (matcher, i) => matcher?.id !== "byIndex" || Number(matcher.options ?? 0) === i;

function pairs(frame, setting, manual) {
  const numbers = frame.fields.filter(field => field.type === "number");
  const pick = (dimension, taken) => (dimension ? numbers.find(field => !taken.includes(field) && test(dimension.matcher)(field)) ?? null : null);
  const x = pick(setting.x ?? { matcher: anyNumber }, []);
  if (!x) return [];
  const color = pick(setting.color, [x]);
  const size = pick(setting.size, [x, color]);
  const isY = test(setting.y?.matcher ?? anyNumber);
  const without = setting.y?.exclude ? test(setting.y.exclude) : () => false;
  const ys = numbers.filter(field => ![x, color, size].includes(field) && isY(field) && !without(field) && !field.config.custom?.hideFrom?.viz);
  const used = [x, color, size, ...ys];
  const rest = frame.fields.filter(field => !used.includes(field));
  return (manual ? ys.slice(0, 1) : ys).map(y => ({ name: setting.name?.fixed || y.display, fixed: Boolean(setting.name?.fixed), x, y, color, size, rest, frame }));
}

const anyNumber = { id: "byType", options: "number" };

/** Grafana's field matchers, those that these options use; one that isn't known matches nothing. */
function test({ id, options } = anyNumber) {
  const is = (field, name) => field.display === name || field.name === name;
  switch (id) {
    case "byName": return field => is(field, options);
    case "byNames": {
      const names = Array.isArray(options) ? options : options?.names ?? [];
      return field => names.some(name => is(field, name)) !== (options?.mode === "exclude");
    }
    case "byType": return field => field.type === options;
    case "byRegexp": {
      const [, source = String(options), flags = ""] = /^\/(.*)\/([imsu]*)$/s.exec(String(options)) ?? [];
      try {
        const expression = new RegExp(source, flags);
        return field => expression.test(field.display);
      } catch { return () => false; }
    }
    case "numeric": return field => field.type === "number";
    default: return () => false;
  }
}

// What all names begin and end with says nothing: "Weight Male", "Weight Female" are "Male" and "Female".
function shorten(series) {
  if (series.length < 2 || series.some(one => one.fixed)) return;
  const words = series.map(one => one.name.split(/\s+/));
  const most = Math.min(...words.map(one => one.length)) - 1;
  let front = 0, back = 0;
  while (front < most && words.every(one => one[front] === words[0][front])) front++;
  while (back < most - front && words.every(one => one.at(-1 - back) === words[0].at(-1 - back))) back++;
  series.forEach((one, i) => (one.name = words[i].slice(front, words[i].length - back).join(" ")));
}

/** Places of marks on an axis from `min` to `max`: round steps, or powers of `log`. */
export function marksBetween(min, max, count, { log = 0, step }) {
  if (log > 1) {
    const [low, high] = [Math.ceil(Math.log(min) / Math.log(log) - 1e-9), Math.floor(Math.log(max) / Math.log(log) + 1e-9)];
    const every = Math.max(1, Math.ceil((high - low + 1) / Math.max(count, 2)));
    return Array.from({ length: Math.max(Math.floor((high - low) / every) + 1, 0) }, (_, i) => log ** (low + i * every));
  }
  const size = step((max - min) / Math.max(count, 1));
  const first = Math.ceil(min / size - 1e-9);
  return Array.from({ length: Math.min(Math.floor(max / size + 1e-9) - first + 1, 50) }, (_, i) => Number(((first + i) * size).toPrecision(12)));
}
