// The legend: a table with figures, or a line of names. A click shows one series alone, with Ctrl or Shift it hides or shows it;
// the head of a column sorts.
const mostRows = 300;

const make = (tag, className, words) => {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (words !== undefined) element.textContent = words;
  return element;
};

/**
 * {draw(legend, series, shown), fill(columns), sortKeys}. legend: {as: table|list|none, calcs: [{name, value(values), text(value, series)}], sortBy, sortDown}.
 * onPick(index, add) is told of clicks, onPoint(index or null) of what the pointer is over.
 */
export function createLegend(host, { onPick, onPoint = () => {} }) {
  let rows = [];
  let heads = [];
  let body = null;
  let legend = { as: "none", calcs: [] };
  let series = [];
  let sort = null;
  let figures = [];

  function button(one, i, on) {
    const element = make("button");
    element.type = "button";
    element.title = one.name;
    element.setAttribute("aria-pressed", String(on));
    const mark = make("span", "op-chart-swatch");
    mark.style.setProperty("--op-swatch", one.colour);
    if (one.style?.dash) mark.dataset.dash = "";
    element.append(mark, make("span", "op-truncate", one.name));
    element.dataset.series = i;
    return element;
  }

  host.onclick = event => {
    const picked = event.target.closest("[data-series]");
    if (picked) onPick(Number(picked.dataset.series), event.ctrlKey || event.metaKey || event.shiftKey);
    const head = event.target.closest("[data-sort]");
    if (head) sortBy(Number(head.dataset.sort));
  };
  host.onpointerover = event => {
    const row = event.target.closest("[data-row]");
    onPoint(row ? Number(row.dataset.row) : null);
  };
  host.onpointerleave = () => onPoint(null);

  function draw(nextLegend, nextSeries, shown) {
    const renewed = legend.sortBy !== nextLegend.sortBy || legend.as !== nextLegend.as;
    [legend, series, rows, heads, body] = [nextLegend, nextSeries, [], [], null];
    if (renewed) {
      const at = legend.calcs.findIndex(calc => calc.name === legend.sortBy);
      sort = at >= 0 ? { column: at, down: legend.sortDown } : legend.sortBy === "Name" ? { column: -1, down: legend.sortDown } : null;
    }
    const listed = series.map((one, i) => [one, i]).filter(([one]) => !one.hideFrom?.legend);
    if (legend.as === "none" || listed.length === 0) { host.replaceChildren(); return; }
    if (legend.as === "list") drawList(listed, shown);
    else drawTable(listed, shown);
    if (listed.length > mostRows) host.append(make("p", "op-muted", `and ${listed.length - mostRows} more`));
  }

  function drawList(listed, shown) {
    const line = make("div", "op-chart-legend-line");
    for (const [one, i] of listed.slice(0, mostRows)) {
      const item = make("span", "op-chart-legend-item");
      item.dataset.row = i;
      item.toggleAttribute("data-off", !shown[i]);
      const cells = legend.calcs.map(calc => {
        const figure = make("span", "op-chart-legend-figure");
        figure.append(make("span", "op-muted", `${calc.name} `), make("b"));
        return figure;
      });
      item.append(button(one, i, shown[i]), ...cells);
      rows.push({ i, row: item, cells: cells.map(cell => cell.lastChild) });
      line.append(item);
    }
    host.replaceChildren(line);
    body = line;
  }

  function drawTable(listed, shown) {
    const table = make("table");
    const head = table.createTHead().insertRow();
    ["Series", ...legend.calcs.map(calc => calc.name)].forEach((name, column) => {
      const cell = make("th");
      cell.scope = "col";
      const sorter = make("button", "", name);
      sorter.type = "button";
      sorter.dataset.sort = column - 1;
      cell.append(sorter);
      heads.push(cell);
      head.append(cell);
    });
    body = table.createTBody();
    for (const [one, i] of listed.slice(0, mostRows)) {
      const row = body.insertRow();
      row.dataset.row = i;
      row.toggleAttribute("data-off", !shown[i]);
      const name = make("th");
      name.scope = "row";
      name.append(button(one, i, shown[i]));
      const cells = legend.calcs.map(() => make("td"));
      row.append(name, ...cells);
      rows.push({ i, row, cells });
    }
    host.replaceChildren(table);
  }

  function fill(columns) {
    figures = series.map((_, i) => legend.calcs.map(calc => calc.value(columns[i + 1] ?? [], series[i])));
    for (const { i, cells } of rows) cells.forEach((cell, c) => {
      const words = legend.calcs[c].text(figures[i][c], series[i]);
      if (cell.textContent !== words) cell.textContent = words;
    });
    arrange();
  }

  function sortBy(column) {
    // First downwards, then upwards, then as they came; names the other way round.
    const order = column === -1 ? [false, true] : [true, false];
    sort = sort?.column !== column ? { column, down: order[0] } : sort.down === order[0] ? { column, down: order[1] } : null;
    arrange(true);
    heads[column + 1]?.firstChild.focus();
  }

  function arrange(always = false) {
    heads.forEach((cell, c) => cell.setAttribute("aria-sort", sort?.column === c - 1 ? (sort.down ? "descending" : "ascending") : "none"));
    if (!body || (!sort && !always)) return;
    const key = ({ i }) => (sort.column === -1 ? series[i].name : figures[i]?.[sort.column] ?? -Infinity);
    const sorted = sort ? [...rows].sort((a, b) => compare(key(a), key(b)) * (sort.down ? -1 : 1)) : [...rows].sort((a, b) => a.i - b.i);
    if (sorted.some((one, i) => body.children[i] !== one.row)) body.append(...sorted.map(one => one.row));
  }

  return { draw, fill, focus: i => host.querySelector(`[data-series="${i}"]`)?.focus() };
}

const compare = (a, b) => (typeof a === "string" || typeof b === "string" ? String(a).localeCompare(String(b), undefined, { numeric: true }) : a - b);
