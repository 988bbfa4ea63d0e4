// Histogram: how often values fall into buckets of equal size; or buckets that the question already made.
import { text } from "../units.js";
import { histogram } from "./data/buckets.js";
import { fieldColour } from "./data/display.js";
import { numberFields } from "./data/fields.js";
import { linksOf } from "./data/links.js";
import { createBars } from "./parts/bars-panel.js";
import { distinct } from "./parts/time-model.js";

export function create({ body, spoken }) {
  const bars = createBars(body, spoken);
  return {
    update(answer, { colours, title }) {
      const { options } = answer.spec;
      const entries = numberFields(answer.frames).filter(({ field }) => !field.config.custom?.hideFrom?.viz);
      if (entries.length === 0) return true;
      const { unit } = entries[0].field.config;
      const made = ready(answer.frames) ?? buckets(entries, options);
      if (!made) return true;
      const combined = options.combine || made.counts.length === 1;
      const labels = distinct(entries.map(({ field }) => field.display));
      const series = made.counts.map((values, i) => {
        const { field, index } = made.entries?.[i] ?? entries[i];
        return { name: options.combine ? "All" : (made.entries ? made.entries[i].field.display : labels[i]), colour: fieldColour(field, colours, { index }), fill: combined ? 0.85 : 0.6, values, write: value => text(value, "short"), style: {},
          // A count of several fields at once is no field's own.
          links: row => (options.combine && entries.length > 1 ? [] : linksOf(field, { value: values[row], text: text(values[row], "short"), row, frame: made.entries?.[i].frame, from: answer.from, to: answer.to })) };
      });
      const edges = [...made.starts, made.starts.at(-1) + made.size].map(value => text(value, unit));
      bars.show({
        names: made.starts.map((start, i) => `${edges[i]} – ${edges[i + 1]}`), edges, series, unit: "short", stacked: "none", sideways: false, gap: 0.02, values: "never",
      }, options, made.entries ?? entries, title);
      return null;
    },
    redraw: () => bars.paint(),
    picture: () => ({ canvas: bars.canvas }),
    destroy: () => bars.destroy(),
  };
}

function buckets(entries, options) {
  const sets = entries.map(({ field }) => field.values);
  return histogram(options.combine ? [sets.flat()] : sets, { size: Number(options.bucketSize) || 0, offset: Number(options.bucketOffset) || 0, count: Number(options.bucketCount) || 30 });
}

// Frames of Grafana's histogram transformation: BucketMin, BucketMax, counts.
function ready(frames) {
  const frame = frames.find(one => one.fields.some(field => /^(BucketMin|xMin)$/.test(field.name)));
  if (!frame) return null;
  const low = frame.fields.find(field => /^(BucketMin|xMin)$/.test(field.name));
  const high = frame.fields.find(field => /^(BucketMax|xMax)$/.test(field.name));
  const entries = numberFields([frame]).filter(({ field }) => field !== low && field !== high);
  return low.values.length === 0 ? null : { starts: low.values, size: high ? high.values.at(-1) - low.values.at(-1) : 1, counts: entries.map(({ field }) => field.values), entries };
}
