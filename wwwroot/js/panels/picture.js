// A panel as a PNG: canvases are drawn with a title; anything else is copied as it is styled and drawn through SVG.
import { toPicture } from "../chart/export.js";
import { palette } from "../chart/palette.js";

/** A blob, or null when there is nothing drawn. */
export async function pictureOf(panel) {
  const own = panel.drawing?.picture?.();
  if (own) return toPicture(panel.title, own.canvas, own.series ?? [], palette(), own.over);
  if (!panel.drawing) return null;
  return fromElement(panel.body, panel.title);
}

async function fromElement(element, title) {
  const { width, height } = element.getBoundingClientRect();
  const ratio = devicePixelRatio || 1;
  const copy = styled(element);
  Object.assign(copy.style, { width: `${width}px`, height: `${height}px`, position: "static", margin: "0" });
  copy.setAttribute("xmlns", "http://www.w3.org/1999/xhtml");
  const words = new XMLSerializer().serializeToString(copy);
  const source = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><foreignObject width="100%" height="100%">${words}</foreignObject></svg>`;
  const image = new Image();
  await new Promise((resolve, reject) => {
    image.onload = resolve;
    image.onerror = () => reject(new Error("This panel can't be made into a picture here."));
    image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(source);
  });
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(width * ratio);
  canvas.height = Math.ceil(height * ratio);
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  context.drawImage(image, 0, 0);
  return toPicture(title, canvas, [], palette());
}

// A copy that carries its computed style with it; canvases become images.
function styled(node) {
  if (node instanceof HTMLCanvasElement) {
    const image = document.createElement("img");
    image.src = node.toDataURL();
    copyStyle(node, image);
    return image;
  }
  const copy = node.cloneNode(false);
  if (node.nodeType !== Node.ELEMENT_NODE) return copy;
  copyStyle(node, copy);
  for (const child of node.childNodes) copy.append(styled(child));
  return copy;
}

function copyStyle(from, to) {
  const style = getComputedStyle(from);
  let words = "";
  for (const name of style) if (!/^(-webkit-locale|transition|animation)/.test(name)) words += `${name}:${style.getPropertyValue(name)};`;
  to.setAttribute("style", words);
  to.removeAttribute("class");
  to.removeAttribute("id");
}
