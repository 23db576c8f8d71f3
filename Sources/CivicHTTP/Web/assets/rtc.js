// One call's audio between this browser and the hotline: an offer is posted, the answer comes back (WHIP, RFC 9725).

import { Refusal } from "./api.js";

/** The microphone, with the browser's own canceller for echoes. */
export const openMicrophone = () =>
  navigator.mediaDevices.getUserMedia({
    audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 },
  });

/** The hotline's sound is at 127.0.0.1, and this browser does not go there. */
export class OwnMachine extends Error {
  constructor() {
    super("the hotline's sound is on this machine only");
  }
}

// Firefox leaves the loopback out: it would try for half a minute in vain.
const isDeafTo = (answer, offer) => /^c=IN IP4 127\./m.test(answer) && /^o=mozilla/m.test(offer);

/**
 * Connects `track` with the call at `path`; `onState` hears "connected", then "lost" or "closed". An error after the hotline has
 * answered has the call's `location`.
 */
export async function connect(path, track, onState) {
  const peer = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
  const sound = new Audio();
  peer.addEventListener("track", (event) => {
    sound.srcObject = new MediaStream([event.track]);
    sound.play().catch(() => {});
  });
  const sender = peer.addTrack(track);
  const line = {
    peer,
    location: null,
    isOver: false,
    close() {
      this.isOver = true;
      sound.srcObject = null;
      peer.close();
    },
    /** Presses a key: the hotline hears it as an event, not as a sound. */
    press: (key) => sender.dtmf?.insertDTMF(key, 120, 70),
  };
  const end = (how) => {
    if (line.isOver) return;
    line.close();
    onState(how);
  };
  peer.addEventListener("connectionstatechange", () => {
    if (peer.connectionState === "connected") onState("connected");
    if (peer.connectionState === "failed") end("lost");
    if (peer.connectionState === "closed") end("closed");
  });
  try {
    await peer.setLocalDescription(await peer.createOffer());
    // The hotline's end of the handshake says good-bye when the call is over.
    sender.transport?.addEventListener("statechange", () => {
      if (sender.transport.state === "closed") end("closed");
    });
    const response = await fetch(path, {
      method: "POST", credentials: "same-origin",
      headers: { "content-type": "application/sdp", accept: "application/sdp, application/problem+json" },
      body: peer.localDescription.sdp,
    });
    if (!response.ok) throw new Refusal(response.status, await response.json().catch(() => ({})));
    line.location = response.headers.get("location");
    const answer = await response.text();
    if (isDeafTo(answer, peer.localDescription.sdp)) throw new OwnMachine();
    await peer.setRemoteDescription({ type: "answer", sdp: answer });
    sender.transport?.addEventListener("statechange", () => {
      if (sender.transport.state === "closed") end("closed");
    });
    return line;
  } catch (error) {
    line.close();
    // The hotline has the call already: whoever asked for it ends it there.
    if (line.location) error.location = line.location;
    throw error;
  }
}

/** How the line is: `{ toMe, fromMe, roundTrip }`, each `good`, `fair`, `poor` or null, and milliseconds. */
export async function quality(line, before) {
  const stats = [...(await line.peer.getStats()).values()];
  const heard = stats.find((one) => one.type === "inbound-rtp");
  const told = stats.find((one) => one.type === "remote-inbound-rtp");
  const now = { received: heard?.packetsReceived ?? 0, lost: heard?.packetsLost ?? 0 };
  const received = now.received - (before?.received ?? 0);
  const lost = now.lost - (before?.lost ?? 0);
  const roundTrip = told?.roundTripTime === undefined ? null : Math.round(told.roundTripTime * 1000);
  return {
    counts: now,
    toMe: received + lost > 0 ? grade(lost / (received + lost), roundTrip) : "poor",
    fromMe: told ? grade(told.fractionLost ?? 0, roundTrip) : null,
    roundTrip,
  };
}

// Packet loss beyond a few per cent is heard; so is a delay beyond 150 ms one way (ITU-T G.114).
const grade = (loss, roundTrip) =>
  loss > 0.05 || roundTrip > 600 ? "poor" : loss > 0.01 || roundTrip > 300 ? "fair" : "good";

/** Calls `onLevel` with 0…1 some times a second; gives what ends it. */
export function watchLevel(stream, onLevel) {
  const context = new AudioContext();
  context.resume();
  const meter = context.createAnalyser();
  meter.fftSize = 1024;
  context.createMediaStreamSource(stream).connect(meter);
  const samples = new Float32Array(meter.fftSize);
  const timer = setInterval(() => {
    meter.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, one) => sum + one * one, 0) / samples.length;
    const decibels = 10 * Math.log10(power + 1e-10);
    onLevel(Math.min(1, Math.max(0, (decibels + 70) / 60)));
  }, 100);
  return () => {
    clearInterval(timer);
    context.close();
  };
}
