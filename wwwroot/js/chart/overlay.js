// What lies over a time axis without being drawn into it: bands of marks, the pinned instant, the crosshair of other charts.
// Places are shares of the span, so that nothing has to be moved when the box changes its size.
import { clockTime, shortTime } from "../zone.js";
import { annotationsOf } from "./annotations.js";
import { unite } from "./bands.js";
import { marksOf, marksShown } from "./marks.js";
import { pinned, watchCrosshair } from "./crosshair.js";

const make = (className, tag = "div") => Object.assign(document.createElement(tag), { className });

function dress(one, mark, from, to) {
  one.style.left = `${from * 100}%`;
  one.style.width = `${Math.max(to - from, 0) * 100}%`;
  one.dataset.tone = mark.tone ?? "info";
  one.dataset.kind = mark.kind ?? "";
  one.toggleAttribute("data-moment", mark.kind === "annotation" && mark.to === mark.from);
  if (mark.colour) one.style.setProperty("--op-band", mark.colour);
}

/**
 * `span` tells {start, end} in Unix seconds. `ownCrosshair` is for charts that draw the pointer's line themselves.
 * `host` is a place in the chart: it says which dashboard it is of.
 * attach(over, under) puts it into a plot box; update() after new points; picture() tells what is there, for exports; destroy().
 */
export function createOverlay(span, { ownCrosshair = false, onHover = null, service = "", host = null } = {}) {
  const above = make("op-over");
  const below = make("op-under");
  const pin = make("op-pin");
  const pinWords = make("op-pin-words", "span");
  pin.append(pinWords);
  const line = make("op-cross");
  let marks = [];
  let bands = [];
  let key = "";
  let dead = false;

  const share = seconds => {
    const { start, end } = span();
    return end > start ? (seconds - start) / (end - start) : -1;
  };
  const within = value => value >= 0 && value <= 1;

  function place(hover, pinnedAt) {
    const at = pinnedAt === null ? -1 : share(pinnedAt / 1000);
    pin.hidden = !within(at);
    if (!pin.hidden) {
      pin.style.left = `${at * 100}%`;
      pin.dataset.side = at > 0.8 ? "left" : "right";
      pinWords.textContent = clockTime(pinnedAt);
    }
    if (!ownCrosshair) {
      const here = hover ? share(hover.at) : -1;
      line.hidden = !within(here);
      if (!line.hidden) line.style.left = `${here * 100}%`;
    }
    onHover?.(hover);
  }

  function draw() {
    const { start, end } = span();
    const next = JSON.stringify([start, end, marks]);
    if (next === key) return;
    key = next;
    below.replaceChildren();
    above.querySelectorAll(".op-mark").forEach(one => one.remove());
    bands = [];
    const strips = [];
    for (const mark of marks) {
      const from = Math.max(share(mark.from / 1000), 0);
      const to = Math.min(share((mark.to ?? (mark.kind === "deploy" ? mark.from : end * 1000)) / 1000), 1);
      if (from > 1 || to < 0) continue;
      const strip = make("op-mark", mark.href ? "a" : "span");
      dress(strip, mark, from, to);
      if (mark.href) {
        strip.href = mark.href;
        strip.tabIndex = -1;
      } else strip.setAttribute("role", "img");
      strip.title = `${mark.text} · ${shortTime(mark.from)}${mark.to === mark.from ? "" : mark.to ? ` – ${shortTime(mark.to)}` : mark.kind === "deploy" ? "" : " – now"}`;
      strip.setAttribute("aria-label", strip.title);
      above.append(strip);
      strips.push({ mark, strip, from, to });
    }
    bands = unite(strips);
    for (const { mark, from, to } of bands) {
      const band = make("op-band");
      dress(band, mark, from, to);
      below.append(band);
    }
  }

  async function update() {
    const { start, end } = span();
    if (!marksShown()) marks = [];
    draw();
    const [own, asked] = marksShown() ? await Promise.all([marksOf(start * 1000, end * 1000, service), host ? annotationsOf(host, start * 1000, end * 1000) : []]) : [[], []];
    const next = [...own, ...asked];
    if (dead) return;
    marks = marksShown() ? next : [];
    draw();
  }

  above.append(pin, line);
  pin.hidden = line.hidden = true;
  const stop = watchCrosshair(place);
  const again = () => update();
  document.addEventListener("op-marks", again);

  return {
    attach(over, under) {
      over.append(above);
      (under ?? over).prepend(below);
    },
    update() {
      place(null, pinned());
      return update();
    },
    /** {bands: [{from, to, colour}], pin: {at, words, colour} | null}; places are shares of the plot's width. */
    picture() {
      return {
        bands: bands.map(({ strip, from, to }) => ({ from, to, colour: getComputedStyle(strip).backgroundColor })),
        pin: pin.hidden ? null : { at: Number.parseFloat(pin.style.left) / 100, words: pinWords.textContent, colour: getComputedStyle(pin).borderLeftColor },
      };
    },
    destroy() {
      dead = true;
      stop();
      document.removeEventListener("op-marks", again);
      above.remove();
      below.remove();
    },
  };
}
