// The server's first drawing of a dashboard names its panels' types: what draws them is loaded while the circuit comes up.
const grid = document.querySelector("[data-preload-panels]");
if (grid) {
  import("../panels/panel.js");
  import("../panels/types.js").then(({ moduleOf }) => grid.dataset.preloadPanels.split(",").filter(Boolean).forEach(moduleOf));
}
