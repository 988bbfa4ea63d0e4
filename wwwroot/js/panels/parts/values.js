// What stat, gauge, bar gauge and pie have in common: each value with its words, colour and link.
import { displayOf } from "../data/display.js";
import { rangeOf, reducedValues } from "../data/fields.js";
import { linksOf } from "../data/links.js";
import { el } from "../dom.js";

/** reducedValues with `shown` (data/display.js) and `links`. */
export function shownValues(answer, colours) {
  const { options } = answer.spec;
  const items = reducedValues(answer.frames, options);
  const all = rangeOf(items);
  return items.map(item => {
    // Its own ends, or those of all.
    const range = rangeFor(item.field.config.unit, item.field.config.fieldMinMax ? rangeOf([item]) : all);
    const shown = displayOf(item.field, colours, { index: item.index, range })(item.value);
    const { min = range.min, max = range.max } = item.field.config;
    return { ...item, shown, min, max, color: shown.color ?? colours.series(item.index), links: linksOf(item.field, { value: item.value, text: shown.text, row: item.row, frame: item.frame, from: answer.from, to: answer.to }) };
  });
}

// Where a field has no min and max of its own: a share is of the whole, anything else of the greatest there is.
function rangeFor(unit, { min, max }) {
  if (unit === "percent" || unit === "humidity") return { min: 0, max: Math.max(100, max) };
  if (unit === "percentunit") return { min: 0, max: Math.max(1, max) };
  const low = Math.min(0, min);
  return { min: low, max: max > low ? max : low + 1 };
}

/** The content as a link, when the value has one. */
export function linked(item, ...content) {
  const [first] = item.links;
  return first ? el("a", { href: first.url, title: first.title, target: first.blank ? "_blank" : null, rel: first.blank ? "noopener" : null }, ...content) : content;
}
