// What Explore asks the portal. Every answer is {…} or {error: {kind, reason}}; equal questions are asked once in 30 s.
const kept = new Map();
const keepMs = 30000;

/** GET /api/v1/explore/{name}, or a path that begins with "/". Never throws, unless aborted. */
export async function get(name, parameters, signal) {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null && value !== "");
  const url = (name.startsWith("/") ? name : "/api/v1/explore/" + name) + "?" + new URLSearchParams(given);
  try {
    const response = await fetch(url, { signal, headers: { accept: "application/json" }, credentials: "same-origin" });
    if (response.status === 401 || response.redirected) return failed("You are signed out. Load the page again to sign in.");
    const body = response.headers.get("content-type")?.includes("json") ? await response.json() : null;
    if (response.ok || body?.error?.reason) return body;
    return failed(body?.detail || body?.title || `The portal answered ${response.status}.`);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    return failed("The portal doesn't answer.");
  }
}

/** The same, kept for half a minute. */
export function getKept(name, parameters) {
  const key = JSON.stringify([name, parameters]);
  const old = kept.get(key);
  if (old && performance.now() - old.at < keepMs) return old.answer;
  const answer = get(name, parameters);
  kept.set(key, { at: performance.now(), answer });
  if (kept.size > 200) kept.delete(kept.keys().next().value);
  answer.then(body => body.error?.reason && kept.delete(key));
  return answer;
}

const failed = reason => ({ error: { kind: "unavailable", reason } });

/** Names for completion, as codemirror-promql's PrometheusClient asks for them, with matchers as {name, operator, value}. `server` gives the server's name at that moment. */
export function completionSource(server) {
  const selector = (metric, matchers = [], except) => {
    const all = matchers.filter(one => one.name !== except && one.value !== "").map(one => `${one.name}${one.operator}${JSON.stringify(one.value)}`);
    return metric || all.length ? `${metric ?? ""}{${all.join(",")}}` : "";
  };
  const names = async (name, parameters) => (await getKept(name, { ...parameters, server: server() })).names ?? [];
  return {
    labelNames: metric => names("labels", { match: selector(metric) }),
    labelValues: (label, metric, matchers) => names("values", { label, match: selector(metric, matchers, label) }),
    metricNames: async () => ((await getKept("metrics", { server: server() })).metrics ?? []).map(one => one.name),
    metricMetadata: async () => Object.fromEntries(((await getKept("metrics", { server: server() })).metrics ?? [])
      .filter(one => one.type || one.help).map(one => [one.name, [{ type: one.type, help: one.help }]])),
    series: async (metric, matchers) => ((await getKept("series", { match: selector(metric, matchers), server: server() })).series ?? []).map(labels => new Map(Object.entries(labels))),
    flags: async () => ({}),
    destroy() {},
  };
}
