// Query strings of Elasticsearch: what the page needs of the language. Pure.
const special = /[+\-=&|><!(){}[\]^"~*?:\\/\s]/g;

/** A text as a phrase. */
export const quote = text => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;

/** A field's name; what means something in a query string gets a backslash. */
const fieldOf = name => name.replace(special, c => "\\" + c);

/** Everything is "*"; a query with alternatives is put in brackets before something is added to it. */
const and = (query, condition) => {
  const text = query.trim();
  return text === "" || text === "*" ? condition : /\sOR\s|\|\|/.test(text) ? `(${text}) AND ${condition}` : `${text} AND ${condition}`;
};

/** The query with one condition more. `names` are the store's own names: {detected_level: "log.level"}. */
export function narrow(query, { name, value, op = "=", kind }, names = {}) {
  const condition = kind === "text" ? quote(value) : value === "" ? `NOT _exists_:${fieldOf(name)}` : `${fieldOf(names[name] ?? name)}:${quote(value)}`;
  return and(query, op === "=" ? condition : `NOT ${condition}`);
}

/** The stream of a line: all lines with the same labels. */
export const around = labels => Object.entries(labels).map(([name, value]) => `${fieldOf(name)}:${quote(value)}`).join(" AND ") || "*";
