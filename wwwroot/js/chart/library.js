// The drawing library is a classic script; it is fetched once, when the first chart needs it.
let loading = null;

/** uPlot, or a rejection that names what could not be loaded. */
export function loadLibrary() {
  loading ??= new Promise((resolve, reject) => {
    if (window.uPlot) { resolve(window.uPlot); return; }
    const script = document.createElement("script");
    script.src = import.meta.resolve("../../lib/uplot/uPlot.iife.min.js");
    script.onload = () => resolve(window.uPlot);
    script.onerror = () => { loading = null; script.remove(); reject(new Error("The chart library could not be loaded.")); };
    document.head.append(script);
  });
  return loading;
}
