// A moment's parts in the zone that the viewer chose, for units that write times.
import { formatter } from "../../zone.js";

const wanted = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit" };

/** [year, month, day, hour, minute, second, millisecond] */
export function momentParts(ms) {
  const parts = Object.fromEntries(formatter("parts", wanted).formatToParts(ms).map(part => [part.type, Number(part.value)]));
  return [parts.year, parts.month, parts.day, parts.hour, parts.minute, parts.second, ((ms % 1000) + 1000) % 1000];
}
