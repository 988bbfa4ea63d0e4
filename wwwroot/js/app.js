// What every page needs in the browser: theme, times, the rail, menus, copying, short keys; charts when there are some.
import "./theme.js";
import "./time.js";
import "./shell.js";
import "./pin.js";
import "./pause.js";
import "./page-state.js";
import "./range-tools.js";
import "./kiosk.js";
import "./keys.js";
import "./dashboards/stars.js";
import "./dashboards/play.js";
import "./op-chart.js";
import "./op-panel.js";
import "./op-explore.js";
import "./logs.js";
import "./incidents.js";
import "./category-chart.js";
