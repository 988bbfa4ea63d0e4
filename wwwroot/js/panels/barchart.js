// Bar chart: values of categories (a text column) or of instants, side by side or stacked.
import { displayOf, fieldColour, writer } from "./data/display.js";
import { numberFields, rangeOf } from "./data/fields.js";
import { isContinuous } from "./data/schemes.js";
import { linksOf } from "./data/links.js";
import { createBars } from "./parts/bars-panel.js";
import { distinct } from "./parts/time-model.js";

export function create({ body, spoken }) {
  const bars = createBars(body, spoken);
  return {
    update(answer, { colours, title, width }) {
      const { options } = answer.spec;
      const frame = answer.frames.find(one => one.fields.some(field => field.type === "number"));
      if (!frame || frame.fields[0].values.length === 0) return true;
      const category = frame.fields.find(field => field.display === options.xField || field.name === options.xField) ?? frame.fields.find(field => field.type === "string") ?? frame.fields.find(field => field.type === "time");
      const entries = numberFields([frame]).filter(({ field }) => field !== category && !field.config.custom?.hideFrom?.viz);
      if (entries.length === 0) return true;
      const show = category ? displayOf(category, colours) : null;
      const names = (category ?? frame.fields[0]).values.map((value, i) => (show ? show(value).text : String(i + 1)));
      const labels = distinct(entries.map(({ field }) => field.display));
      const by = frame.fields.find(field => options.colorByField && (field.display === options.colorByField || field.name === options.colorByField));
      const range = rangeOf(entries);
      const series = entries.map(({ field, index }, i) => ({
        colours: barColours(by ?? field, Boolean(by), colours, by ? rangeOf([{ field: by }]) : range),
        name: labels[i], colour: fieldColour(field, colours, { index }), fill: Math.min(Math.max((field.config.custom?.fillOpacity ?? 80) / 100, 0.15), 1), values: field.values, write: writer(field.config), style: {},
        links: row => linksOf(field, { value: field.values[row], text: writer(field.config)(field.values[row]), row, frame, from: answer.from, to: answer.to }),
      }));
      const sideways = options.orientation === "horizontal" || (options.orientation === "auto" && width < 360 && names.length > 6);
      bars.show({
        names, series, unit: entries[0].field.config.unit, min: entries[0].field.config.min ?? null, max: entries[0].field.config.max ?? null, stacked: options.stacking ?? "none", sideways, values: options.showValue ?? "auto",
        gap: 1 - Math.min(Math.max(options.groupWidth ?? 0.7, 0.1), 1), thin: Math.min(Math.max(options.barWidth ?? 1, 0.05), 1),
        log: logOf(entries[0].field), turn: Number(options.xTickLabelRotation) || 0, most: Number(options.xTickLabelMaxLength) || 0, space: Number(options.xTickLabelSpacing) || 0,
      }, options, entries, title);
      return null;
    },
    redraw: () => bars.paint(),
    picture: () => ({ canvas: bars.canvas }),
    destroy: () => bars.destroy(),
  };
}

const logOf = ({ config }) => (config.custom?.scaleDistribution?.type === "log" ? config.custom.scaleDistribution.log ?? 10 : 0);

// A colour a bar: of the column that gives it, of its own value where the file colours by value, or of its mapping. Null: the series' own.
function barColours(field, always, colours, range) {
  const mode = field.config.color?.mode ?? "";
  const byValue = mode === "thresholds" || isContinuous(mode);
  if (!always && !byValue && !field.config.mappings?.length) return null;
  const show = displayOf(field, colours, { range });
  return field.values.map(value => {
    const shown = show(value);
    return always || byValue || shown.mapped ? shown.color : null;
  });
}
