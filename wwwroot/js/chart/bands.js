/** Those that overlap and look alike as one: a hundred see-through bands over each other would hide what is drawn below them. */
export function unite(places) {
  const united = [], last = new Map();
  for (const { mark, strip, from, to } of places.toSorted((a, b) => a.from - b.from)) {
    const looks = `${mark.kind} ${mark.tone} ${mark.colour}`, before = last.get(looks);
    if (before && from <= before.to) before.to = Math.max(before.to, to);
    else {
      last.set(looks, { mark, strip, from, to });
      united.push(last.get(looks));
    }
  }
  return united;
}
