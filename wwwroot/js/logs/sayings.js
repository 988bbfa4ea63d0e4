// What the toolbar says beside a query of Loki's: how much it reads, where it is wrong, how long lines are kept.
import { get } from "../explore/api.js";
import { bytes } from "./time.js";

const waitMs = 50;

/** {size(text), fault(text, signal), kept()}; `span` gives what is looked at. Other stores are asked for nothing of the kind. */
export function createSayings(toolbar, language, span, signal) {
  const isLoki = language.id === "loki";
  const ask = (path, parameters, until) => get(path, parameters, until).catch(() => null);
  let timer = 0;
  signal.addEventListener("abort", () => clearTimeout(timer));
  return {
    size(text) {
      clearTimeout(timer);
      timer = setTimeout(async () => {
        if (!text || !isLoki) { toolbar.say(""); return; }
        const { start, end } = span();
        const size = await ask("/api/v1/logs/size", { query: text, start, end }, signal);
        toolbar.say(!size || size.error ? "" : size.streams === 0 ? "No stream has these labels in this range" : `Reads about ${bytes(size.bytes)} in ${size.streams.toLocaleString("en")} ${size.streams === 1 ? "stream" : "streams"}`);
      }, waitMs);
    },
    async fault(query, until) {
      const answer = isLoki ? await ask("/api/v1/logs/check", { query }, until) : null;
      if (answer?.fault) toolbar.fault(answer.fault, answer.line, answer.column);
    },
    async kept() {
      const answer = isLoki ? await ask("/api/v1/logs/retention", {}, signal) : null;
      if (!answer || answer.error || answer.retentionDays === null) return;
      const short = answer.checks.filter(one => one.isKept === false);
      const days = answer.retentionDays === 0 ? "Lines are kept for ever" : `Lines are kept for ${Math.round(answer.retentionDays * 10) / 10} days`;
      toolbar.kept(days + short.map(one => `; ${one.what} wants ${one.days}`).join(""), short.length > 0);
    },
  };
}
