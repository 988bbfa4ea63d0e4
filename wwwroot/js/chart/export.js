// What a chart gives away: its points as a table, as CSV, as a picture.
import { fullTime, zoneName } from "../zone.js";
import { text } from "../units.js";

const mostRows = 2000;

/** A table of all points, newest first. */
export function pointsTable(title, columns, series, unit, decimals) {
  const region = document.createElement("div");
  region.className = "op-chart-table";
  region.tabIndex = 0;
  region.setAttribute("role", "region");
  region.setAttribute("aria-label", `${title}: points as a table`);
  const table = document.createElement("table");
  const head = table.createTHead().insertRow();
  for (const name of [`Time (${zoneName()})`, ...series.map(one => one.name)]) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = name;
    head.append(cell);
  }
  const body = table.createTBody();
  const times = columns[0] ?? [];
  for (let i = times.length - 1; i >= Math.max(0, times.length - mostRows); i--) {
    const row = body.insertRow();
    const time = document.createElement("th");
    time.scope = "row";
    time.textContent = fullTime(times[i] * 1000);
    row.append(time);
    for (let s = 1; s < columns.length; s++) {
      const cell = row.insertCell();
      cell.textContent = text(columns[s][i], unit, decimals);
      if (columns[s][i] != null) cell.dataset.raw = columns[s][i];
    }
  }
  region.append(table);
  if (times.length > mostRows) {
    const note = document.createElement("p");
    note.textContent = `The newest ${mostRows} of ${times.length} rows; CSV has them all.`;
    region.append(note);
  }
  return region;
}

// A cell that a spreadsheet would run as a formula gets an apostrophe before it.
export const quote = words => `"${(/^[=+\-@\t\r]/.test(words) ? "'" + words : words).replaceAll('"', '""')}"`;

/** RFC 4180, times in UTC, numbers as they came. */
export function toCsv(columns, series) {
  const lines = [["time_utc", ...series.map(one => quote(one.name))].join(",")];
  (columns[0] ?? []).forEach((time, i) =>
    lines.push([new Date(time * 1000).toISOString(), ...columns.slice(1).map(column => column[i] ?? "")].join(",")));
  return lines.join("\r\n") + "\r\n";
}

/** The picture with title and series names, at the screen's own resolution; `over` is what an overlay says of marks and the pinned instant, with the plot's box on the canvas. */
export function toPicture(title, canvas, series, colours, over = null) {
  const ratio = devicePixelRatio || 1;
  const line = 16 * ratio;
  const names = series.slice(0, 20);
  const out = document.createElement("canvas");
  out.width = canvas.width + 24 * ratio;
  out.height = canvas.height + 44 * ratio + names.length * line;
  const ctx = out.getContext("2d");
  ctx.fillStyle = colours.surface;
  ctx.fillRect(0, 0, out.width, out.height);
  ctx.fillStyle = colours.title;
  ctx.font = `600 ${13 * ratio}px ${colours.font}`;
  ctx.fillText(title, 12 * ratio, 22 * ratio);
  ctx.drawImage(canvas, 12 * ratio, 32 * ratio);
  if (over) drawOver(ctx, over, 12 * ratio, 32 * ratio, ratio, colours);
  ctx.font = `${11 * ratio}px ${colours.font}`;
  names.forEach((one, i) => {
    const y = canvas.height + 46 * ratio + i * line;
    ctx.fillStyle = one.colour;
    ctx.fillRect(12 * ratio, y - 6 * ratio, 12 * ratio, 3 * ratio);
    ctx.fillStyle = colours.title;
    ctx.fillText(one.name, 30 * ratio, y);
  });
  return new Promise(resolve => out.toBlob(resolve, "image/png"));
}

// Bands, their strips and the pin, as chart/overlay.js lays them over the plot.
function drawOver(ctx, { left, top, width, height, bands, pin }, x, y, ratio, colours) {
  const at = share => x + left + share * width;
  for (const { from, to, colour } of bands) {
    const [start, wide] = [at(from), Math.max((to - from) * width, ratio)];
    ctx.fillStyle = colour;
    ctx.globalAlpha = 0.11;
    ctx.fillRect(start, y + top, wide, height);
    ctx.globalAlpha = 0.55;
    ctx.fillRect(start, y + top, ratio, height);
    ctx.globalAlpha = 0.85;
    ctx.fillRect(start, y + top - 5 * ratio, Math.max(wide, 7 * ratio), 7 * ratio);
    ctx.globalAlpha = 1;
  }
  if (!pin) return;
  ctx.fillStyle = pin.colour;
  ctx.fillRect(at(pin.at), y + top, 1.5 * ratio, height);
  ctx.font = `600 ${11 * ratio}px ${colours.font}`;
  const words = ctx.measureText(pin.words).width;
  const before = pin.at > 0.8;
  ctx.fillText(pin.words, at(pin.at) + (before ? -words - 5 * ratio : 5 * ratio), y + top + 11 * ratio);
}

export function download(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

/** "requests-per-second-2026-01-31T12-00" */
export const fileName = title =>
  (title.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "") || "chart") + "-" + new Date().toISOString().slice(0, 16).replace(":", "-");
