// Exemplars of an answer for chart/time-view.js: where each stands, and what is said of it.
import { linksOf } from "../data/links.js";

/** [{at (Unix seconds), value, scale, colour, rows: [{name, text, colour?, links?}]}]; `series` are the model's, drawn on its scales. */
export function exemplarsOf(answer, series) {
  const on = series.find(one => !one.hideFrom?.legend) ?? series[0];
  if (!on) return [];
  return (answer.exemplars ?? []).flatMap(frame => {
    const [time, value, ...labels] = frame.fields;
    return (time?.values ?? []).map((ms, row) => ({
      at: ms / 1000, value: value.values[row], scale: on.scale, colour: on.colour,
      rows: [{ name: "Exemplar", text: on.write(value.values[row]), colour: on.colour, near: true }, ...labels.filter(field => field.values[row]).map(field => ({
        name: field.name, text: field.values[row], links: linksOf(field, { value: field.values[row], text: field.values[row], row, frame, from: answer.from, to: answer.to }),
      }))],
    })).filter(one => Number.isFinite(one.value));
  });
}
