// Small helpers to build and update elements without touching what has not changed.

/** Makes an element with attributes and children; children can be texts. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== null && value !== undefined) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

export function setText(target, text) {
  if (target.textContent !== text) target.textContent = text;
}

export function setData(target, key, value) {
  if (target.dataset[key] !== String(value)) target.dataset[key] = value;
}

/** Sets a meter's level 0..1, or hides it when there is none. */
export function setMeter(meter, level, tone) {
  meter.hidden = level === null || !Number.isFinite(level);
  if (meter.hidden) return;
  const text = Math.min(1, Math.max(0, level)).toFixed(3);
  if (meter.style.getPropertyValue("--op-level") !== text) meter.style.setProperty("--op-level", text);
  setData(meter, "tone", tone);
}

/** A figure in words, or a dash (or another word) that says that nothing was reported. */
export function figure(value, write, absent = "–") {
  return value === null || value === undefined ? absent : write(value);
}

export const percent = value => `${Math.round(value)} %`;
export const celsius = value => `${Math.round(value)} °C`;
export const watts = value => `${Math.round(value)} W`;
export const megahertz = value => `${Math.round(value)} MHz`;

export function memory(bytes) {
  return bytes >= 1073741824 ? `${(bytes / 1073741824).toFixed(1)} GiB` : `${Math.round(bytes / 1048576)} MiB`;
}

/** "86.6 / 140.4 GiB", both in the greater one's unit. */
export function ofTotal(bytes, total) {
  const [size, unit] = total >= 1099511627776 ? [1099511627776, "TiB"] : [1073741824, "GiB"];
  const digits = unit === "TiB" ? 2 : 1;
  return `${(bytes / size).toFixed(digits)} / ${(total / size).toFixed(digits)} ${unit}`;
}

/** "0.4 s", "12 s", "3 min", "2 h". */
export function duration(ms) {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
