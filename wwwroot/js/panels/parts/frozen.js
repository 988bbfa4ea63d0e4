// Columns of a table that stay where they are while the others are scrolled sideways.

/** How many of the first columns may stay: not more than leave two fifths of the room to the others. Pure. */
export function frozenCount(widths, wanted, room) {
  let [count, taken] = [0, 0];
  while (count < Math.min(wanted, widths.length - 1) && taken + widths[count] <= room * 0.6) taken += widths[count++];
  return count;
}

/** Rows that are made later are reached too: what says where a column stands is the table's, one rule a column. */
export function freeze(table, box, wanted) {
  const first = table.rows[0];
  const widths = wanted > 0 && first ? [...first.cells].map(cell => cell.offsetWidth) : [];
  const count = widths.length > 0 ? frozenCount(widths, wanted, box.clientWidth) : 0;
  table.dataset.frozen = String(Math.min(count, most));
  let left = 0;
  for (let i = 0; i < count; left += widths[i++]) table.style.setProperty(`--op-left-${i}`, `${left}px`);
}

// As many as panels.css has rules for.
const most = 4;
