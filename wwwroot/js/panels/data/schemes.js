// Colour schemes that go from low to high: Grafana's continuous-… modes and those of heatmaps.
import { mix, parse, write } from "../../chart/colours.js";

// Stops by Grafana's hues, so that both themes have theirs. "bg" is the panel's ground.
const continuous = {
  "continuous-GrYlRd": ["green", "yellow", "red"],
  "continuous-RdYlGr": ["red", "yellow", "green"],
  "continuous-BlYlRd": ["dark-blue", "super-light-yellow", "dark-red"],
  "continuous-YlRd": ["super-light-yellow", "dark-red"],
  "continuous-BlPu": ["blue", "purple"],
  "continuous-YlBl": ["super-light-yellow", "dark-blue"],
  "continuous-blues": ["panel-bg", "dark-blue"],
  "continuous-reds": ["panel-bg", "dark-red"],
  "continuous-greens": ["panel-bg", "dark-green"],
  "continuous-purples": ["panel-bg", "dark-purple"],
  "continuous-viridis": ["#440154", "#3b528b", "#21918c", "#5ec962", "#fde725"],
  "continuous-magma": ["#000004", "#51127c", "#b73779", "#fc8961", "#fcfdbf"],
  "continuous-plasma": ["#0d0887", "#7e03a8", "#cc4778", "#f89540", "#f0f921"],
  "continuous-inferno": ["#000004", "#57106e", "#bc3754", "#f98e09", "#fcffa4"],
  "continuous-cividis": ["#00224e", "#575d6d", "#a59c74", "#fee838"],
};

// From little to much on white; on a dark ground they are turned round.
const sequential = {
  Blues: ["#f2f7fc", "#6aaed6", "#08306b"], Greens: ["#f4faf1", "#73c378", "#00441b"], Greys: ["#fafafa", "#959595", "#101010"], Oranges: ["#fff3e6", "#fd8c3b", "#7f2704"],
  Purples: ["#faf9fc", "#9e9ac8", "#3f007d"], Reds: ["#fff2ec", "#fb6a4a", "#67000d"], BuGn: ["#f4fafc", "#65c2a3", "#00441b"], BuPu: ["#f4fafc", "#8c96c6", "#4d004b"],
  GnBu: ["#f4fbef", "#7accc4", "#084081"], OrRd: ["#fff5ea", "#fc8d59", "#7f0000"], PuBu: ["#fdf6fa", "#73a9cf", "#023858"], PuRd: ["#f6f3f8", "#df65b0", "#67001f"],
  RdPu: ["#fff5f1", "#f768a1", "#49006a"], YlGn: ["#fffee2", "#78c679", "#004529"], YlGnBu: ["#fffdd5", "#41b6c4", "#081d58"], YlOrBr: ["#fffde2", "#fe9929", "#662506"], YlOrRd: ["#fffbc8", "#fd8d3c", "#800026"],
};
const diverging = {
  BrBG: ["#543005", "#dfc27d", "#f5f5f5", "#80cdc1", "#003c30"], PiYG: ["#8e0152", "#f1b6da", "#f7f7f7", "#b8e186", "#276419"], PRGn: ["#40004b", "#c2a5cf", "#f7f7f7", "#a6dba0", "#00441b"],
  PuOr: ["#7f3b08", "#fdb863", "#f7f7f7", "#b2abd2", "#2d004b"], RdBu: ["#67001f", "#f4a582", "#f7f7f7", "#92c5de", "#053061"], RdGy: ["#67001f", "#f4a582", "#ffffff", "#bababa", "#1a1a1a"],
  RdYlBu: ["#a50026", "#fdae61", "#ffffbf", "#abd9e9", "#313695"], RdYlGn: ["#a50026", "#fdae61", "#ffffbf", "#a6d96a", "#006837"],
  Spectral: ["#5e4fa2", "#3288bd", "#66c2a5", "#e6f598", "#fee08b", "#f46d43", "#9e0142"], Turbo: ["#30123b", "#4675ed", "#1bcfd4", "#62fc6b", "#d2e935", "#fe9b2d", "#db3a07", "#7a0403"],
  Cividis: continuous["continuous-cividis"], Viridis: continuous["continuous-viridis"], Magma: continuous["continuous-magma"], Plasma: continuous["continuous-plasma"], Inferno: continuous["continuous-inferno"],
  Rainbow: ["#6e40aa", "#ff5e63", "#aff05b", "#1ac7c2", "#6e40aa"], Sinebow: ["#ff4040", "#7fee11", "#00bfbf", "#7f11ee", "#ff4040"], CubehelixDefault: ["#000000", "#1a4b4c", "#a07949", "#c7b3ed", "#ffffff"],
  Warm: ["#6e40aa", "#e4419d", "#ff8c38", "#aff05b"], Cool: ["#6e40aa", "#417de0", "#1ac7c2", "#aff05b"],
};

/** Whether the colour mode goes from low to high. */
export const isContinuous = mode => mode in continuous;

/** A function of 0..1 to a colour. */
export function ramp(stops) {
  const parts = stops.map(stop => parse(stop) ?? [128, 128, 128]);
  return t => {
    if (parts.length === 1) return write(parts[0]);
    const at = Math.min(Math.max(Number.isFinite(t) ? t : 0, 0), 1) * (parts.length - 1);
    const i = Math.min(Math.floor(at), parts.length - 2);
    return write(mix(parts[i], parts[i + 1], at - i));
  };
}

/** The colours of a continuous-… mode. */
export const continuousRamp = (mode, colours) => ramp((continuous[mode] ?? continuous["continuous-GrYlRd"]).map(colours.named));

/** A heatmap's colours: its options' `color` of Grafana. */
export function heatRamp({ mode = "scheme", scheme = "Oranges", fill = "dark-orange", reverse = false, exponent = 0.5, steps = 64 } = {}, colours) {
  let colour;
  if (mode === "opacity") colour = ramp([colours.surface, colours.named(fill)]);
  else {
    let stops = sequential[scheme] ?? diverging[scheme] ?? sequential.Oranges;
    if (sequential[scheme ?? "Oranges"] && colours.dark) stops = [...stops].reverse();
    colour = ramp(reverse ? [...stops].reverse() : stops);
  }
  const bent = mode === "opacity" ? t => t ** exponent : t => t;
  const count = Math.min(Math.max(steps, 2), 128);
  const table = Array.from({ length: count }, (_, i) => colour(bent(i / (count - 1))));
  return t => table[Math.round(Math.min(Math.max(t, 0), 1) * (count - 1))];
}
