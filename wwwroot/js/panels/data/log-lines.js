// Lines of logs as a panel lists them. Pure.
const likeness = { exact: line => line.body, numbers: line => line.body.replace(/\d/g, ""), signature: line => line.body.replace(/\w/g, "") };

/** Lines in the order that is asked for; of equal ones in a row the first stays, with `times`, how many they were. Pure. */
export function deduped(lines, { sortOrder, dedupStrategy }) {
  const sorted = [...lines].sort((a, b) => (sortOrder === "Ascending" ? a.at - b.at : b.at - a.at));
  const same = likeness[dedupStrategy];
  if (!same) return sorted;
  return sorted.reduce((kept, line) => {
    const last = kept.at(-1);
    if (last && same(last) === same(line)) last.times++;
    else kept.push({ ...line, times: 1 });
    return kept;
  }, []);
}

/** Labels that all lines have alike. */
export function commonLabels(lines) {
  const [first, ...rest] = lines;
  return Object.entries(first?.labels ?? {}).filter(([name, value]) => rest.every(line => line.labels[name] === value));
}
