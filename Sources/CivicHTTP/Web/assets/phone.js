// This window as the agent's phone: the microphone is heard first, then the house rings here.
//
//   claim ─▶ microphone, a word spoken ─▶ PUT /api/desk/phone ─▶ a worker says that we are there
//   ringing ─▶ connect, muted ─▶ accept ─▶ talking;  a reload in mid-talk ─▶ connect again

import { Refusal } from "./api.js";
import { el, fill, find, icon } from "./dom.js";
import { OwnMachine, connect, openMicrophone, quality, watchLevel } from "./rtc.js";
import { t } from "./words.js";

const kept = "civicline-phone-window";
const enough = 0.35; // of the meter: a word spoken close by

const phone = {
  window: sessionStorage.getItem(kept),
  stream: null,
  isChecked: false,
  line: null,
  isConnecting: false,
  heart: null,
  retry: null,
  stopMeter: null,
  level: 0,
  quality: null,
  isMuted: false,
};

export const isMyPhone = (state) => phone.window !== null && state?.phoneWindow === phone.window;

/** Whether a caller's sound comes and goes through this window. */
export const isLineUp = () => phone.line !== null;

export function startPhone(desk) {
  find("device").addEventListener("click", (event) => {
    const act = event.target.closest("button")?.dataset.act;
    if (act === "claim") claim(desk);
    if (act === "drop") drop(desk);
  });
  setInterval(() => look(desk), 2000);
  // After a reload this is still the same window.
  if (phone.window) resume(desk);
}

async function claim(desk) {
  phone.window ??= crypto.randomUUID();
  try {
    phone.stream ??= await openMicrophone();
  } catch {
    desk.say(t("phone.no-microphone"), true, 15_000);
    return;
  }
  phone.isChecked = false;
  meter(desk);
  drawPhone(desk);
}

/** A page that was loaded again has been heard before. */
async function resume(desk) {
  try {
    phone.stream = await openMicrophone();
    phone.isChecked = true;
    await tell(desk, true);
  } catch {
    drop(desk);
  }
}

function meter(desk) {
  phone.stopMeter?.();
  phone.stopMeter = watchLevel(phone.stream, (level) => {
    phone.level = level;
    const shown = find("phone-level");
    if (shown) shown.value = level;
    if (!phone.isChecked && level > enough) {
      phone.isChecked = true;
      phone.stopMeter();
      tell(desk, true);
    }
  });
}

async function tell(desk, claims) {
  setOpen(false);
  await desk.act(async () => {
    const response = await fetch("/api/desk/phone", {
      method: "PUT", credentials: "same-origin", headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify({ window: phone.window, claims }),
    });
    if (!response.ok) throw new Refusal(response.status, await response.json().catch(() => ({})));
    sessionStorage.setItem(kept, phone.window);
    if (!phone.heart) {
      phone.heart = new Worker("/assets/phone-heart.js");
      phone.heart.onmessage = ({ data }) => {
        if (data === 409) lose(desk);
        // The session is over: nothing is to be kept up, but a talk that goes on is not cut off.
        if (data === 401) phone.heart.postMessage(null);
      };
    }
    phone.heart.postMessage(phone.window);
    if (desk.state) drivePhone(desk);
  });
}

/** Another window has taken the phone over. */
function lose(desk) {
  hangUp();
  phone.heart?.postMessage(null);
  phone.stopMeter?.();
  phone.stream?.getTracks().forEach((track) => track.stop());
  phone.stream = null;
  phone.isChecked = false;
  sessionStorage.removeItem(kept);
  drawPhone(desk);
}

function drop(desk) {
  const mine = phone.window;
  lose(desk);
  if (mine) fetch(`/api/desk/phone/${mine}`, { method: "DELETE", credentials: "same-origin" }).catch(() => {});
}

const setOpen = (isOpen) => phone.stream?.getAudioTracks().forEach((track) => (track.enabled = isOpen));

function hangUp() {
  clearTimeout(phone.retry);
  phone.line?.close();
  phone.line = null;
  phone.quality = null;
  setOpen(false);
}

/** Follows the state of the desk: connects when it rings, opens the microphone when the agent has accepted. */
export function drivePhone(desk) {
  const { state } = desk;
  const isCalled = isMyPhone(state) && phone.stream && ["ringing", "talking", "consulted"].includes(state.state) && state.call && !state.call.endedAt;
  if (!isCalled) {
    if (phone.line || phone.retry) hangUp();
    phone.retry = null;
    phone.isMuted = false;
  } else {
    const isAnswered = state.state === "talking" || (state.state === "consulted" && Boolean(state.call.answeredAt));
    setOpen(isAnswered && !phone.isMuted);
    if (!phone.line && !phone.isConnecting) dial(desk);
  }
  drawPhone(desk);
}

async function dial(desk) {
  phone.isConnecting = true;
  const [track] = phone.stream.getAudioTracks();
  try {
    phone.line = await connect(`/api/desk/phone/${phone.window}/call`, track, (how) => {
      if (how !== "connected") {
        phone.line = null;
        again(desk, 500);
      }
      drawPhone(desk);
    });
  } catch (error) {
    // The call's location stays: to delete it would hang up on the citizen.
    // A call that is over needs no connection, and without a session there is none; a lost network is tried again.
    if (error instanceof OwnMachine) desk.say(t("phone.own-machine"), true, 60_000);
    else if (error instanceof Refusal && error.status === 401) desk.signedOut();
    else if (!(error instanceof Refusal) || error.status !== 409) again(desk, 1000);
  } finally {
    phone.isConnecting = false;
  }
}

function again(desk, wait) {
  clearTimeout(phone.retry);
  phone.retry = setTimeout(() => {
    phone.retry = null;
    drivePhone(desk);
  }, wait);
}

async function look(desk) {
  if (!phone.line) return;
  phone.quality = await quality(phone.line, phone.quality?.counts).catch(() => null);
  drawPhone(desk);
}

export const accept = (desk) => desk.act(() => answer("/api/desk/accept"));
export const decline = (desk) => desk.act(() => answer("/api/desk/decline"));

async function answer(path) {
  const response = await fetch(path, { method: "POST", credentials: "same-origin", headers: { accept: "application/json" } });
  if (!response.ok) throw new Refusal(response.status, await response.json().catch(() => ({})));
}

/** Buttons for a call that rings here; null where it rings elsewhere. */
export function answerButtons(desk) {
  const { state } = desk;
  const rings = state.state === "ringing" || (state.state === "consulted" && !state.call.answeredAt);
  if (!isMyPhone(state) || !rings) return null;
  return el("div", { class: "row" },
    el("button", { type: "button", id: "accept", class: "primary", "data-key": "accept", onclick: () => accept(desk) },
      icon("phone"), t("phone.accept"), el("kbd", {}, "F10")),
    el("button", { type: "button", "data-key": "decline", onclick: () => decline(desk) }, t("phone.decline")));
}

/** Keeps the agent's own voice back; null where the phone is elsewhere. */
export function muteButton(desk) {
  if (!isMyPhone(desk.state) || !phone.stream) return null;
  const mute = () => {
    phone.isMuted = !phone.isMuted;
    setOpen(!phone.isMuted);
    button.setAttribute("aria-pressed", String(phone.isMuted));
    button.textContent = t(phone.isMuted ? "phone.muted" : "phone.mute");
  };
  const button = el("button", { type: "button", id: "mute", "data-key": "mute", "aria-pressed": String(phone.isMuted), onclick: mute },
    t(phone.isMuted ? "phone.muted" : "phone.mute"));
  return button;
}

/** The part of the bar that tells of the agent's phone. */
export function drawPhone(desk) {
  const { state } = desk;
  if (!state) return;
  const place = find("device");
  const button = (act, text) => el("button", { type: "button", class: "small", "data-act": act, "data-key": act }, text);
  const isMine = isMyPhone(state) && phone.stream !== null;
  place.className = `gauge ${state.deviceReady ? "good" : "bad"}`;
  place.title = state.deviceReady ? "" : t("device.help");
  if (phone.stream && !phone.isChecked) {
    return fill(place, icon("record"), t("phone.say-something"), el("meter", { id: "phone-level", min: 0, max: 1, value: phone.level, "aria-label": t("phone.level") }),
      button("drop", t("phone.cancel")));
  }
  if (isMine) {
    return fill(place, icon("phone"), t("phone.here"), lineQuality(), button("drop", t("phone.drop")));
  }
  fill(place, icon(state.deviceReady ? "check" : "alert"),
    t(state.phoneWindow ? "phone.elsewhere" : state.deviceReady ? "device.ready" : "device.missing"),
    button("claim", t(state.phoneWindow ? "phone.take-over" : "phone.use")));
}

function lineQuality() {
  if (!phone.line) return null;
  const { quality: now } = phone;
  if (!now) return el("span", { class: "muted small" }, t("phone.connecting"));
  const part = (name, word) => el("span", { class: `line-${word ?? "unknown"}` }, t(name, { word: word ? t(`quality.${word}`) : "–" }));
  return el("span", { class: "line-quality small" }, part("phone.to-me", now.toMe), part("phone.from-me", now.fromMe),
    now.roundTrip === null ? null : el("span", { class: "muted" }, `${now.roundTrip} ms`));
}
