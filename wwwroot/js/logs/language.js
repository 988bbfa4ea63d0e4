// The language of the store that is asked: LogQL of Loki, query strings of Elasticsearch.
import * as elastic from "./elastic.js";
import * as logql from "./query.js";

const languages = {
  loki: { id: "loki", name: "LogQL", hasBuilder: true, hasTail: true, givesLines: logql.givesLines, narrow: logql.narrow, around: logql.around },
  elasticsearch: { id: "elasticsearch", name: "Query string", hasBuilder: false, hasTail: false, countsValues: true, givesLines: () => true, narrow: elastic.narrow, around: elastic.around },
};

/** By the element's data: {id, name, hasBuilder, hasTail, countsValues, givesLines(query), narrow(query, condition), around(labels, query), parameter}. */
export function languageOf({ store = "loki", names = "{}" }) {
  const found = languages[store] ?? languages.loki;
  const own = JSON.parse(names);
  // Loki is who is asked when nobody is named.
  return { ...found, narrow: (query, condition) => found.narrow(query, condition, own), parameter: found.id === "loki" ? "" : found.id };
}
