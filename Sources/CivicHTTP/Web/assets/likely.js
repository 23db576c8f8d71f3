// What a citizen probably calls about, one line with its reason; asked once per call and citizen.

import { get } from "./api.js";
import { el } from "./dom.js";
import { nameOf, t } from "./words.js";

/** Whom to ask about: nobody wants the reasons of a whole nursing home. */
const sureEnough = 0.5;

let conversation = null;
const known = new Map();

export function likelyLine(desk, { citizen, confidence }, call) {
  if (conversation !== call.conversation) {
    conversation = call.conversation;
    known.clear();
  }
  if (confidence < sureEnough && call.citizenId !== citizen.id) return null;
  const place = el("p", { class: "likely" });
  const asked = known.get(citizen.id) ?? get(`/api/desk/citizen/${citizen.id}/likely`).catch(() => ({}));
  known.set(citizen.id, asked);
  asked.then(({ rule, service, number }) => {
    if (!rule) return place.remove();
    place.textContent = t(`likely.${rule}`, { service: nameOf(desk.catalogue.services, service), number });
  });
  return place;
}
