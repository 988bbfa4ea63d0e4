// What every page needs in the browser: theme, times, the rail, menus, copying, short keys; charts when there are some.
import "./theme.js";
import "./time.js";
import "./shell.js";
import "./keys.js";
import "./op-chart.js";
import "./logs.js";
import "./incidents.js";
import "./category-chart.js";
