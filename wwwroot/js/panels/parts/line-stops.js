// The colours along a value axis for gradientMode "scheme": hard steps of thresholds, a ramp of a continuous mode.
import { continuousRamp, isContinuous } from "../data/schemes.js";
import { absoluteSteps, stepOf } from "../data/thresholds.js";

/** (low, high) of the axis to [[0..1, colour]…]. */
export function lineStops(config, colours, range) {
  const mode = config.color?.mode;
  const [min, max] = [config.min ?? range.min ?? 0, config.max ?? range.max ?? 1];
  if (isContinuous(mode)) {
    const at = continuousRamp(mode, colours);
    return (low, high) => Array.from({ length: 17 }, (_, i) => [i / 16, at((low + ((high - low) * i) / 16 - min) / (max - min || 1))]);
  }
  if (mode !== "thresholds") return null;
  const steps = absoluteSteps(config.thresholds, min, max);
  return (low, high) => {
    const inside = steps.filter(step => step.value > low && step.value < high);
    const first = colours.named(stepOf(steps, low)?.color ?? "text");
    const stops = [[0, first]];
    let before = first;
    for (const step of inside) {
      const at = (step.value - low) / (high - low);
      const next = colours.named(step.color);
      stops.push([at, before], [at, next]);
      before = next;
    }
    return [...stops, [1, before]];
  };
}
