// Left: who is calling, and what happened on the way here.

import { post } from "./api.js";
import { circlePanel } from "./circle.js";
import { el, fill, find, icon } from "./dom.js";
import { likelyLine } from "./likely.js";
import { standingPanel } from "./standing.js";
import { answerButtons, muteButton } from "./phone.js";
import { proofButton, proofNote, proofPanel } from "./proof.js";
import { lifeButton } from "./waiting.js";
import { askedNote, consultationEnd, consultationPanel, othersPanel } from "./transfer.js";
import { language, nameOf, t, word } from "./words.js";
import { secondsSince, span, timeOfDay } from "./time.js";

export function drawCaller(desk) {
  drawCall(desk);
  drawCandidates(desk);
  drawTrail(desk);
}

/** `incoming`, `talking`, `ended`, or null without a call. */
export function phase(state) {
  if (!state?.call) return null;
  if (state.state === "reserved" || state.state === "ringing") return "incoming";
  if (state.state === "consulted" && !state.call.answeredAt) return "incoming";
  return state.call.endedAt || state.state === "wrap-up" ? "ended" : "talking";
}

/** +8613800000001 → "+86 138 0000 0001". */
export function spaced(number) {
  const mainland = /^\+86(1\d{2})(\d{4})(\d{4})$/.exec(number);
  return mainland ? `+86 ${mainland.slice(1).join(" ")}` : number;
}

function drawCall(desk) {
  const { state } = desk;
  const call = state?.call;
  const place = find("call");
  const now = phase(state);
  place.dataset.live = now ?? "none";
  if (!call) {
    const why = word(`caller.none.${state?.state}`) ?? "";
    fill(place, el("p", { class: "empty-call" }, el("strong", {}, t("caller.none")), why));
    return;
  }
  const gone = now === "talking" && !call.citizenPresent;
  const calls = now === "incoming" && !call.citizenPresent;
  const headline = state.state === "consulted" && now === "incoming" ? "call.ringing" : calls ? "call.dialling" : gone ? "call.gone" : now === "incoming" ? `call.${state.state}` : `call.${now}`;
  const shownIcon = now === "incoming" ? "line-up" : now === "ended" ? "pen" : "phone";
  const waited = secondsSince(call.joinedAt) - (call.answeredAt ? secondsSince(call.answeredAt) : 0);
  fill(
    place,
    el("p", { class: "call-state" }, icon(shownIcon), t(headline),
      el("time", { class: "clock", "data-clock": now === "talking" && call.answeredAt ? call.answeredAt : state.since })),
    el("p", { class: "number" }, call.callerNumber ? spaced(call.callerNumber) : t("anonymous")),
    el("p", { class: "facts" },
      el("span", {}, word(`language.${call.language}`) ?? call.language),
      el("span", {}, nameOf(desk.catalogue.queues, call.queue)),
      el("span", {}, t("waited", { time: span(waited) })),
      el("span", {}, call.conversation),
      call.quality ? el("span", {}, t("call.quality", { word: t(`quality.${call.quality}`) })) : null),
    call.askedBy ? askedNote(desk) : null,
    now === "talking" ? callButtons(desk) : now === "incoming" ? answerButtons(desk) : null,
  );
}

function callButtons(desk) {
  const queues = desk.catalogue.queues;
  const target = el("select", { id: "transfer-queue", "data-key": "transfer-queue", "aria-label": t("transfer.to") },
    queues.map((queue) => el("option", { value: queue.id }, nameOf(queues, queue.id))));
  target.value = desk.transferTarget ?? queues[0]?.id ?? "";
  target.addEventListener("change", () => (desk.transferTarget = target.value));
  const transfer = () => desk.act(async () => desk.apply(await post("/api/desk/transfer", { queue: target.value })));
  const hangUp = () => desk.act(async () => desk.apply(await post("/api/desk/hang-up")));
  const passOn = [
    target,
    el("button", { type: "button", "data-key": "transfer", onclick: transfer }, t("transfer"), el("kbd", {}, "F9")),
  ];
  const isHeld = Boolean(desk.state.call.heldSince);
  const hold = el("button", {
    type: "button", id: "hold", "data-key": "hold", "aria-pressed": String(isHeld),
    onclick: () => desk.act(async () => desk.apply(await post("/api/desk/hold", { on: !isHeld }))),
  }, t(isHeld ? "hold.on" : "hold"), isHeld ? el("time", { class: "clock", "data-clock": desk.state.call.heldSince }) : null);
  const end = el("button", { type: "button", id: "hang-up", "data-key": "hang-up", class: "danger gap", onclick: hangUp },
    t("hang-up"), el("kbd", {}, "F10"));
  const asked = desk.state.call.consultation;
  if (desk.state.call.askedBy) return el("div", { class: "call-buttons" }, el("div", { class: "row" }, muteButton(desk), end));
  if (proofPanel(desk)) return el("div", { class: "call-buttons" }, proofPanel(desk), el("div", { class: "row" }, end));
  if (asked) return el("div", { class: "call-buttons" }, consultationPanel(desk), el("div", { class: "row" }, muteButton(desk)));
  return el("div", { class: "call-buttons" },
    consultationEnd(desk), proofNote(desk),
    desk.state.call.supervision ? el("p", { class: "need" }, icon("ear"), t(`supervised.${desk.state.call.supervision}`)) : null,
    el("div", { class: "row" }, passOn),
    el("div", { class: "row" }, hold, muteButton(desk), desk.state.call.isRecorded ? maskButton(desk) : null, lifeButton(desk), end),
    othersPanel(desk));
}

// Nothing of a card or identity number belongs into a recording. The pause ends by itself; a click makes it a new minute.
function maskButton(desk) {
  const { maskedUntil } = desk.state.call;
  const left = maskedUntil ? -secondsSince(maskedUntil) : 0;
  const isMasked = left > 0;
  clearTimeout(desk.maskTimer);
  if (isMasked) desk.maskTimer = setTimeout(() => drawCall(desk), left * 1000 + 200);
  const act = () => desk.act(async () => desk.apply(await post("/api/desk/mask", { on: !isMasked })));
  return el("button", {
    type: "button", id: "mask", "data-key": "mask", "aria-pressed": String(isMasked), title: t("mask.title"), onclick: act,
  }, icon("record"), t(isMasked ? "mask.on" : "mask"), isMasked ? el("time", { class: "clock", "data-left": maskedUntil }) : null,
  el("kbd", {}, "F11"));
}

function drawCandidates(desk) {
  const call = desk.state?.call;
  const place = find("candidates");
  if (!call) return fill(place);
  const { candidates } = call.card;
  const title = el("h3", {}, t("candidates"), el("kbd", {}, "F6"));
  if (call.cardWithheld) return fill(place, title, el("p", { class: "need" }, icon("alert"), t("candidates.withheld")));
  if (!candidates.length) return fill(place, title, el("p", { class: "muted" }, t("candidates.none")));
  fill(place, title,
    candidates.map((candidate) => person(desk, candidate, call)),
    call.citizenId ? null : el("p", { class: "rule" }, t("candidates.rule")));
}

function person(desk, candidate, call) {
  const { citizen } = candidate;
  const sure = call.citizenId === citizen.id;
  const percent = Math.round(candidate.confidence * 100);
  const level = candidate.confidence >= 0.8 ? "high" : candidate.confidence >= 0.5 ? "middle" : "low";
  return el("article", { class: sure ? "person sure" : "person" },
    el("p", { class: "person-head" },
      el("span", { class: "person-name" }, citizen.name),
      el("span", { class: "muted" }, citizen.birthYear ? t("born", { year: citizen.birthYear }) : null),
      sure ? el("span", { class: "sure-mark" }, icon("check"), t(`identity.${call.identity}`)) : null),
    el("p", { class: "person-where" },
      [citizen.township, citizen.village, word(`language.${citizen.language}`) ?? citizen.language].filter(Boolean).join(" · ")),
    citizen.accessibility ? el("p", { class: "need" }, icon("ear"), citizen.accessibility) : null,
    sure ? null : el("div", { class: "trust" },
      el("progress", { max: 1, value: candidate.confidence, "aria-label": t("confidence", { percent }) }),
      el("span", {}, `${t(`confidence.${level}`)} ${percent}%`)),
    likelyLine(desk, candidate, call),
    el("ul", { class: "why" }, reasons(candidate).map((reason) => el("li", {}, reason))),
    sure ? standingPanel(desk, citizen) : null,
    circlePanel(desk, citizen),
    sure && ["proven", "confirmed"].includes(call.identity) ? null : el("div", { class: "person-end" },
      proofButton(desk, citizen),
      el("button", {
        type: "button", class: "small", "data-key": `confirm-${citizen.id}`, onclick: () => desk.confirm(citizen.id),
        "aria-label": `${t("confirm")}: ${citizen.name}`,
      }, t("confirm"))));
}

const reasons = ({ evidence, reasons: plain }) =>
  evidence?.length ? evidence.map((one) => (language() === "en" ? one.en : one.zh)) : plain;

const trailIcons = {
  heard: "speaker", pressed: "keypad", "looked-up": "lookup", recorded: "record", queued: "line-up", note: "pen",
};

function drawTrail(desk) {
  const call = desk.state?.call;
  const place = find("trail");
  if (!call) return fill(place);
  fill(place,
    el("h3", {}, t("trail")),
    call.trail.length
      ? el("ol", { class: "steps" }, call.trail.map((entry) =>
          el("li", { class: entry.kind === "pressed" ? "pressed" : "" },
            el("time", { datetime: entry.at }, timeOfDay(entry.at)),
            icon(trailIcons[entry.kind] ?? "clock"),
            el("span", {}, el("span", { class: "kind" }, `${t(`trail.${entry.kind}`)} `), entry.text))))
      : el("p", { class: "muted" }, t("trail.none")));
}
