// <op-logs>: the logs page. Its modules are loaded when the element is on the page.
import { SeenElement } from "./seen-element.js";

customElements.define("op-logs", class extends SeenElement {
  static observedAttributes = ["data-query", "data-store", "data-limit", "data-order", "data-tail", "data-correlate", "data-from", "data-to", "data-refresh"];

  async begin() {
    const { mount } = await import("./logs/page.js");
    return mount(this);
  }
});
