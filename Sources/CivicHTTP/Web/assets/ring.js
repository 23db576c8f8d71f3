// A quiet ring tone for agents who want one; off until chosen, as browsers and neighbours prefer.

import { find } from "./dom.js";
import { t } from "./words.js";

const kept = "civicline-sound";
let audio = null;

export function startRing() {
  const button = find("sound");
  button.addEventListener("click", () => {
    localStorage.setItem(kept, isOn() ? "off" : "on");
    drawRing();
    if (isOn()) ring();
  });
  drawRing();
}

const isOn = () => localStorage.getItem(kept) === "on";

export function drawRing() {
  find("sound").textContent = t(isOn() ? "sound.on" : "sound.off");
  find("sound").setAttribute("aria-pressed", String(isOn()));
}

/** Two soft notes, 0.6 s in all. */
export function ring() {
  if (!isOn()) return;
  audio ??= new AudioContext();
  audio.resume();
  const start = audio.currentTime + 0.02;
  for (const [index, frequency] of [587, 784].entries()) {
    const [tone, volume] = [audio.createOscillator(), audio.createGain()];
    const at = start + index * 0.25;
    tone.frequency.value = frequency;
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(0.15, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.001, at + 0.35);
    tone.connect(volume).connect(audio.destination);
    tone.start(at);
    tone.stop(at + 0.36);
  }
}
