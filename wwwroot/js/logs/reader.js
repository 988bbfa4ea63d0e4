// What is asked, page by page; a question that is superseded, or stopped, is cancelled all the way down to Loki.
import { get } from "../explore/api.js";
import { resolveRange } from "../range.js";
import { rowsOf } from "./rows.js";
import { nanoseconds } from "./time.js";

export const mostRows = 5000;

export class Reader {
  #asking = null;
  span = null;
  /** Who is asked; "" for Loki. */
  store = "";

  /** The range as it is now, in nanoseconds. */
  fix(from, to) {
    const [a, b] = resolveRange(from, to);
    this.span = { start: nanoseconds(a), end: nanoseconds(b), length: b - a };
    return this.span;
  }

  stop() {
    this.#asking?.abort();
    this.#asking = null;
  }

  /** A signal for all that belongs to one question. */
  begin() {
    this.stop();
    this.#asking = new AbortController();
    return this.#asking.signal;
  }

  get signal() { return this.#asking?.signal; }

  /** {rows, next, answer} or {error}. */
  async page({ query, limit, oldest, raw, from = null }, signal) {
    const { start, end } = this.span;
    const part = from === null ? { start, end } : oldest ? { start: from, end } : { start, end: from };
    if (BigInt(part.start) >= BigInt(part.end)) return { rows: [], next: null, answer: {} };
    const answer = await get("/api/v1/logs/lines", { query, ...part, limit, order: oldest ? "oldest" : "newest", raw: raw ? 1 : "", store: this.store }, signal);
    return answer.error ? { error: answer.error } : { rows: rowsOf(answer), next: answer.next ?? null, answer };
  }

  async correlated(id, signal) {
    const answer = await get("/api/v1/logs/correlated", { id, start: this.span.start, end: this.span.end }, signal);
    return answer.error ? { error: answer.error } : { rows: rowsOf(answer), next: null, answer };
  }

  figures(query, points, raw, signal) {
    return get("/api/v1/logs/figures", { query, start: this.span.start, end: this.span.end, points, raw: raw ? 1 : "" }, signal);
  }
}
