// What stat, gauge, bar gauge and pie have in common: each value with its words, colour and link.
import { displayOf } from "../data/display.js";
import { endsOf, numberFields, rangeOf, reducedValues } from "../data/fields.js";
import { linksOf } from "../data/links.js";
import { el } from "../dom.js";

/** reducedValues with `shown` (data/display.js), `links` and the ends `min` and `max`; `shares`: percentages are of the whole. */
export function shownValues(answer, colours, { shares = false } = {}) {
  const { options } = answer.spec;
  const all = rangeOf(numberFields(answer.frames));
  return reducedValues(answer.frames, options).map(item => {
    const ends = endsOf(item.field.config, rangeOf([item]), all, shares);
    const shown = displayOf(item.field, colours, { index: item.index, range: ends })(item.value);
    return { ...item, ...ends, shown, color: shown.color ?? colours.series(item.index), links: linksOf(item.field, { value: item.value, text: shown.text, row: item.row, frame: item.frame, from: answer.from, to: answer.to }) };
  });
}

/** The content as a link, when the value has one. */
export function linked(item, ...content) {
  const [first] = item.links;
  return first ? el("a", { href: first.url, title: first.title, target: first.blank ? "_blank" : null, rel: first.blank ? "noopener" : null }, ...content) : content;
}
