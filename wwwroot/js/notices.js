// Messages to the person who looks: the browser's own notification and a sound, where the person allowed them.

const heldFor = 5000;

function beep(important) {
  const audio = new AudioContext();
  const gain = audio.createGain();
  gain.connect(audio.destination);
  const tones = important ? [880, 660, 880, 660, 880] : [660];
  tones.forEach((frequency, i) => {
    const tone = audio.createOscillator();
    tone.frequency.value = frequency;
    tone.connect(gain);
    tone.start(audio.currentTime + i * 0.22);
    tone.stop(audio.currentTime + i * 0.22 + 0.18);
  });
  gain.gain.value = 0.2;
  setTimeout(() => audio.close(), tones.length * 220 + 200);
}

function tell({ key, title, text, href, important }) {
  const notification = new Notification(title, { body: text, tag: key, requireInteraction: important !== undefined });
  notification.onclick = () => { window.focus(); location.assign(href); };
  beep(important !== undefined);
}

// Of several open pages only one makes it heard.
function tellOnce(notice) {
  if (!("Notification" in window) || Notification.permission !== "granted") return;
  if (!navigator.locks) return tell(notice);
  navigator.locks.request(`op-notice ${notice.key}`, { ifAvailable: true }, (lock) => {
    if (!lock) return undefined;
    tell(notice);
    return new Promise((done) => setTimeout(done, heldFor));
  });
}

customElements.define("op-notice", class extends HTMLElement {
  connectedCallback() { tellOnce({ ...this.dataset }); }
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-allow-notices]");
  if (!button) return;
  const said = document.querySelector("[data-notices-state]");
  const answer = "Notification" in window ? await Notification.requestPermission() : "unsupported";
  if (said) said.textContent = { granted: "Allowed in this browser.", denied: "The browser refuses: allow notifications for this site in its settings.", unsupported: "This browser has no notifications here (they need https)." }[answer] ?? "Not allowed yet.";
  if (answer === "granted") beep(false);
});
