// The import page: what is dropped goes into the text field; its text goes to the server as a stream.
export const text = field => new TextEncoder().encode(field.value);

export function takeDrops(area, field) {
  area.addEventListener("dragover", event => {
    event.preventDefault();
    area.dataset.over = "";
  });
  area.addEventListener("dragleave", () => delete area.dataset.over);
  area.addEventListener("drop", async event => {
    event.preventDefault();
    delete area.dataset.over;
    const file = event.dataTransfer.files[0];
    field.value = file ? await file.text() : event.dataTransfer.getData("text");
    document.querySelector("[data-testid=read]")?.click();
  });
  area.dataset.ready = "";
}
