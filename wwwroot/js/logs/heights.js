// Where rows of different heights stand in a long list. Pure. Heights are guesses until a row was drawn and measured.
export class Heights {
  #heights = new Float64Array(0);
  #tops = new Float64Array(1);
  #count = 0;
  #dirty = 0;

  constructor(guess) { this.guess = guess; }

  get count() { return this.#count; }

  /** So many rows; `keep` of the first ones are the same as before, the others are guesses. */
  reset(count, keep = 0) {
    if (count > this.#heights.length) {
      const larger = new Float64Array(Math.max(count, this.#heights.length * 2, 256));
      larger.set(this.#heights);
      this.#heights = larger;
      this.#tops = new Float64Array(larger.length + 1);
      this.#dirty = 0;
    }
    this.#heights.fill(this.guess, Math.min(keep, this.#count), count);
    this.#dirty = Math.min(this.#dirty, keep, this.#count);
    this.#count = count;
  }

  /** The first rows go; the others keep their heights. Returns how high they were. */
  drop(rows) {
    const height = this.top(rows);
    this.#heights.copyWithin(0, rows, this.#count);
    this.#count -= rows;
    this.#dirty = 0;
    return height;
  }

  /** True when it changed anything. */
  set(index, height) {
    if (Math.abs(this.#heights[index] - height) < 0.5) return false;
    this.#heights[index] = height;
    this.#dirty = Math.min(this.#dirty, index);
    return true;
  }

  top(index) {
    this.#settle();
    return this.#tops[Math.min(index, this.#count)];
  }

  get total() { return this.top(this.#count); }

  /** The row that is at that height. */
  at(y) {
    this.#settle();
    let [low, high] = [0, this.#count - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#tops[middle] <= y) low = middle; else high = middle - 1;
    }
    return Math.max(0, low);
  }

  #settle() {
    if (this.#dirty > this.#count) return;
    for (let i = this.#dirty; i < this.#count; i++) this.#tops[i + 1] = this.#tops[i] + this.#heights[i];
    this.#dirty = this.#count + 1;
  }
}
