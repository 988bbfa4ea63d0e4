// Building elements.

/** el("div", {class: "x", onclick: f, data: {a: 1}, "aria-label": "…"}, …children); null children are left out, strings are text. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  set(element, attributes);
  element.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

/** The same in SVG. */
export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null && value !== undefined) element.setAttribute(name, value);
  element.append(...children.flat().filter(Boolean));
  return element;
}

/** Words in SVG. */
export function svgText(attributes, words) {
  const element = svg("text", attributes);
  element.textContent = words;
  return element;
}

function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "data") Object.assign(element.dataset, value);
    else if (name === "style") for (const [property, text] of Object.entries(value)) element.style.setProperty(property, text);
    else if (name.startsWith("on")) element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
}

/** A path with what is asked of it; null and "" are left out, several values stay several. */
export function addressWith(path, asked) {
  const query = new URLSearchParams(Object.entries(asked).flatMap(([name, value]) => [value].flat().filter(one => one !== null && one !== undefined && one !== "").map(one => [name, one])));
  return query.size === 0 ? path : `${path}?${query}`;
}

/** A link that may be followed: of this portal or to http(s). Null for anything else. */
export function safeUrl(url) {
  if (typeof url !== "string") return null;
  try {
    const parsed = new URL(url, location.href);
    return /^https?:$|^mailto:$/.test(parsed.protocol) ? url : null;
  } catch {
    return null;
  }
}
