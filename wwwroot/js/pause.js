// Pause: the page stands still so that it can be read, and loses nothing; charts load what they missed when it goes on.
// <html data-paused="Unix milliseconds"> while it stands; "op-paused" says so with true or false.
const root = document.documentElement;

export const paused = () => root.dataset.paused !== undefined;

export function setPaused(yes) {
  if (yes === paused()) return;
  if (yes) root.dataset.paused = String(Date.now());
  else delete root.dataset.paused;
  mark();
  document.dispatchEvent(new CustomEvent("op-paused", { detail: yes }));
}

function mark() {
  for (const button of document.querySelectorAll("[data-pause]")) {
    if (button.getAttribute("aria-pressed") !== String(paused())) button.setAttribute("aria-pressed", String(paused()));
  }
}

document.addEventListener("click", event => {
  if (event.target.closest?.("[data-pause], [data-resume]")) setPaused(!paused());
});

// A page that is drawn while the portal stands has its button drawn unpressed.
new MutationObserver(() => paused() && mark()).observe(document.documentElement, { subtree: true, childList: true });
