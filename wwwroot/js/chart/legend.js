// The legend: a table with last, min, max and mean, or a line of names. A click shows one series alone, with Ctrl or Shift it hides or shows it.
import { text } from "../units.js";
import { figuresOf } from "./figures.js";

const columnsShown = ["last", "min", "max", "mean"];

/** {draw(series, colours, shown), fill(columns)}; onPick(index, add) is told of clicks. */
export function createLegend(host, options, onPick) {
  let rows = [];

  function button(name, colour, i, on) {
    const element = document.createElement("button");
    element.type = "button";
    element.title = name;
    element.setAttribute("aria-pressed", String(on));
    const mark = document.createElement("span");
    mark.className = "op-chart-swatch";
    mark.style.setProperty("--op-swatch", colour);
    const words = document.createElement("span");
    words.className = "op-truncate";
    words.textContent = name;
    element.append(mark, words);
    element.addEventListener("click", event => onPick(i, event.ctrlKey || event.metaKey || event.shiftKey));
    return element;
  }

  function draw(series, colours, shown) {
    rows = [];
    const said = series.length === 1 && options().legendAs === "list" && series[0].name === options().title;
    if (options().legendAs === "none" || series.length === 0 || said) { host.replaceChildren(); return; }
    if (options().legendAs === "list") {
      const line = document.createElement("div");
      line.className = "op-chart-legend-line";
      line.append(...series.map((one, i) => button(one.name, colours[i], i, shown[i])));
      host.replaceChildren(line);
      return;
    }
    const table = document.createElement("table");
    const head = table.createTHead().insertRow();
    for (const name of ["Series", "Last", "Min", "Max", "Mean"]) {
      const cell = document.createElement("th");
      cell.scope = "col";
      cell.textContent = name;
      head.append(cell);
    }
    const body = table.createTBody();
    series.forEach((one, i) => {
      const row = body.insertRow();
      row.toggleAttribute("data-off", !shown[i]);
      const name = document.createElement("th");
      name.scope = "row";
      name.append(button(one.name, colours[i], i, shown[i]));
      row.append(name, ...columnsShown.map(() => document.createElement("td")));
      rows.push(row);
    });
    host.replaceChildren(table);
  }

  function fill(columns) {
    rows.forEach((row, i) => {
      const figures = figuresOf(columns[i + 1] ?? []);
      columnsShown.forEach((which, c) => {
        const words = text(figures[which], options().unit, options().decimals);
        const cell = row.cells[c + 1];
        if (cell.textContent !== words) cell.textContent = words;
      });
    });
  }

  return { draw, fill };
}
