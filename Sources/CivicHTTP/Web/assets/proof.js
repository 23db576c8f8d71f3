// The citizen keys the PIN in the middle of the talk; the agent hears music, and no tones.

import { post } from "./api.js";
import { el } from "./dom.js";
import { t } from "./words.js";

const isOn = (proof) => Boolean(proof) && !proof.end && !proof.isStopped;
const send = (desk, path, body) => desk.act(async () => desk.apply(await post(`/api/desk/${path}`, body)));

/** On the card of somebody whom it may be. */
export function proofButton(desk, citizen) {
  const { state } = desk;
  if (state.state !== "talking" || isOn(state.call.proof) || state.call.consultation || state.call.heldSince) return null;
  return el("button", {
    type: "button", class: "small", "data-key": `proof-${citizen.id}`, "aria-label": `${t("proof.ask")}: ${citizen.name}`,
    onclick: () => send(desk, "proof", { citizenId: citizen.id }),
  }, t("proof.ask"));
}

/** In place of the call's buttons while the citizen keys; null otherwise. */
export function proofPanel(desk) {
  const { proof } = desk.state.call;
  if (!isOn(proof)) return null;
  return el("div", { class: "row" },
    el("p", { role: "status" }, t("proof.now"), " ", el("time", { class: "clock", "data-clock": proof.since })),
    el("button", { type: "button", "data-key": "stop-proof", onclick: () => send(desk, "stop-proof", {}) }, t("proof.stop")));
}

/** How the last one ended. */
export function proofNote(desk) {
  const { proof } = desk.state.call;
  if (!proof || isOn(proof)) return null;
  const end = proof.end ?? "stopped";
  return el("p", { class: end === "proven" ? "note" : "need", role: "status" }, t(`proof.end.${end}`));
}
