// Tells the portal how much room pages have in this browser (pixels of the content's width and of the window's height, columns of a
// dashboard), so that it can begin to ask for a dashboard's first panels while it draws the page: Features/Dashboards/Pages/Viewing/Room.cs.
import { writeCookie } from "./cookie.js";

const name = "op-room";
const oneColumn = matchMedia("(max-width: 700px)");
let waiting = 0;

function measure() {
  // Pages without a rail (signing in) have another room.
  const main = document.querySelector("main.op-main");
  if (!main) return;
  const { paddingLeft, paddingRight } = getComputedStyle(main);
  const width = Math.round(main.clientWidth - Number.parseFloat(paddingLeft) - Number.parseFloat(paddingRight));
  const room = `${width}x${innerHeight}x${oneColumn.matches ? 1 : 24}`;
  if (width > 0) writeCookie(name, room);
}

function later() {
  clearTimeout(waiting);
  waiting = setTimeout(measure, 500);
}

addEventListener("load", later);
addEventListener("resize", later);
