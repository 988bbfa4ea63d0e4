// Thresholds: steps with the value where each begins; the first begins at minus infinity.

/** The steps with absolute values, lowest first: [{value, color}]. Percentages are of min..max. */
export function absoluteSteps(thresholds, min, max) {
  const steps = thresholds?.steps ?? [];
  const percent = thresholds?.mode === "percentage";
  const [low, high] = [Number.isFinite(min) ? min : 0, Number.isFinite(max) ? max : 100];
  return steps
    .map((step, i) => ({ color: step.color, value: i === 0 || step.value == null || step.value === "-Infinity" ? -Infinity : percent ? low + (high - low) * (step.value / 100) : Number(step.value) }))
    .sort((a, b) => a.value - b.value);
}

/** The step that a value is in; null without steps. */
export function stepOf(steps, value) {
  let found = steps[0] ?? null;
  if (!Number.isFinite(value)) return value === Infinity ? steps.at(-1) ?? null : found;
  for (const step of steps) if (value >= step.value) found = step;
  return found;
}
