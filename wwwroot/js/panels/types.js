// Which module draws a type; a type that nothing draws is shown as its data. All are small and come as one file; their libraries come when needed.
import * as alertlist from "./alertlist.js";
import * as barchart from "./barchart.js";
import * as bargauge from "./bargauge.js";
import * as canvas from "./canvas.js";
import * as dashlist from "./dashlist.js";
import * as gauge from "./gauge.js";
import * as heatmap from "./heatmap.js";
import * as histogram from "./histogram.js";
import * as logs from "./logs.js";
import * as nodeGraph from "./nodegraph.js";
import * as piechart from "./piechart.js";
import * as stat from "./stat.js";
import * as states from "./state-timeline.js";
import * as table from "./table.js";
import * as text from "./text.js";
import * as timeseries from "./timeseries.js";
import * as unsupported from "./unsupported.js";
import * as xychart from "./xychart.js";

const modules = new Map(Object.entries({
  timeseries, stat, gauge, bargauge, table, piechart, heatmap, histogram, logs, text, barchart, xychart, canvas, nodeGraph, alertlist, dashlist, "state-timeline": states, "status-history": states,
}));

export const moduleOf = type => modules.get(type) ?? unsupported;
