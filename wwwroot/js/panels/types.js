// Which module draws a type. Each is loaded when the first panel of its type comes; a type that nothing draws is shown as its data.
const paths = {
  timeseries: "./timeseries.js", stat: "./stat.js", gauge: "./gauge.js", bargauge: "./bargauge.js", table: "./table.js", piechart: "./piechart.js", heatmap: "./heatmap.js", histogram: "./histogram.js",
  "state-timeline": "./state-timeline.js", "status-history": "./state-timeline.js", logs: "./logs.js", text: "./text.js", barchart: "./barchart.js",
};

export const moduleOf = type => import(paths[type] ?? "./unsupported.js");
