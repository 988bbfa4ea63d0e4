// The drawing library is fetched when the first chart needs it.
let loading = null;

/** uPlot, or a rejection that says what could not be loaded; the next chart tries again. */
export const loadLibrary = () => (loading ??= import("uplot").then(module => module.default, () => {
  loading = null;
  throw new Error("The chart library could not be loaded.");
}));
