// Asking a colleague, a unit or a number during a call, and passing the citizen on.

import { get, post } from "./api.js";
import { el, fill, find, icon } from "./dom.js";
import { nameOf, t } from "./words.js";

const panel = { isOpen: false, colleagues: null, number: "", timer: null };

const send = (desk, path, body) => desk.act(async () => desk.apply(await post(`/api/desk/${path}`, body)));

/** Who may be asked, with their presence; closed until the agent opens it. */
export function othersPanel(desk) {
  const list = el("div", { id: "others-list" });
  const details = el("details", { id: "others", class: "others", ...(panel.isOpen ? { open: true } : {}) },
    el("summary", { "data-key": "others" }, t("others"), el("kbd", {}, "F12")), list);
  details.addEventListener("toggle", () => {
    panel.isOpen = details.open;
    refresh(desk);
  });
  drawList(desk, list);
  if (panel.isOpen) schedule(desk);
  return details;
}

export const openOthers = () => {
  const details = find("others");
  if (!details) return;
  details.open = true;
  details.querySelector("summary").focus();
};

async function refresh(desk) {
  clearTimeout(panel.timer);
  if (!panel.isOpen || !find("others-list")) return;
  try {
    panel.colleagues = (await get("/api/desk/colleagues")).colleagues;
  } catch {
    // The line to the house is told of by the page's banner.
  }
  const list = find("others-list");
  if (list) drawList(desk, list);
  schedule(desk);
}

function schedule(desk) {
  clearTimeout(panel.timer);
  panel.timer = setTimeout(() => refresh(desk), 3000);
}

function drawList(desk, list) {
  const units = desk.catalogue.units.filter((unit) => desk.catalogue.unitsWithPhone.includes(unit.id));
  const number = el("input", { id: "others-number", "data-key": "others-number", inputmode: "tel", maxlength: 32, value: panel.number, "aria-label": t("others.number") });
  number.addEventListener("input", () => (panel.number = number.value));
  fill(list,
    el("h4", {}, t("others.colleagues")),
    panel.colleagues?.length
      ? el("ul", { class: "plain" }, panel.colleagues.map((one) => colleague(desk, one)))
      : el("p", { class: "muted small" }, t(panel.colleagues ? "others.none" : "others.loading")),
    units.length ? el("h4", {}, t("others.units")) : null,
    units.length ? el("ul", { class: "plain" }, units.map((unit) => {
      const name = nameOf(units, unit.id);
      return el("li", { class: "other" }, el("span", {}, name), buttons(desk, "unit", () => unit.id, name));
    })) : null,
    el("h4", {}, t("others.number")),
    el("div", { class: "other" }, number, buttons(desk, "number", () => number.value, t("others.number"))));
}

function colleague(desk, one) {
  const isReady = one.state === "ready";
  return el("li", { class: "other" },
    el("span", {}, el("span", { class: "badge small", "data-state": one.state }, el("span", { class: "shape", "aria-hidden": "true" }), t(`state.${one.state}`)),
      " ", one.name),
    buttons(desk, "colleague", () => one.id, one.name, !isReady));
}

function buttons(desk, kind, id, name, isOff = false) {
  const button = (path, word) => el("button", {
    type: "button", class: "small", disabled: isOff, "data-key": `${path}-${kind}-${kind === "number" ? "" : id()}`,
    "aria-label": `${t(word)}: ${name}`, onclick: () => send(desk, path, { kind, id: id() }),
  }, t(word));
  return el("span", { class: "other-buttons" }, button("consult", "others.ask"), button("pass", "others.pass"));
}

const shownName = (desk, asked) => (asked.kind === "unit" ? nameOf(desk.catalogue.units, asked.name) : asked.name);

/** The one who is asked, and who hears whom. */
export function consultationPanel(desk) {
  const asked = desk.state.call.consultation;
  const name = shownName(desk, asked);
  const isThere = Boolean(asked.answeredAt);
  const hearing = (who) => el("button", {
    type: "button", "data-key": `hear-${who}`, "aria-pressed": String(asked.hearing === who), disabled: !isThere && who !== "citizen",
    onclick: () => send(desk, "hear", { who }),
  }, t(`hearing.${who}`, { name }));
  return el("div", { class: "asking", role: "group", "aria-label": t("others") },
    el("p", {}, icon("phone"), " ", t(isThere ? "asking.talking" : "asking.ringing", { name }), " ",
      el("time", { class: "clock", "data-clock": asked.answeredAt ?? asked.since })),
    isThere ? el("div", { class: "row" }, ["guest", "everyone", "citizen"].map(hearing)) : null,
    el("div", { class: "row" },
      isThere ? el("button", { type: "button", class: "primary", "data-key": "complete", onclick: () => send(desk, "complete-transfer") },
        t("asking.complete", { name })) : null,
      el("button", { type: "button", "data-key": "end-asking", onclick: () => send(desk, "end-consultation") }, t("asking.end"))));
}

/** What a colleague wants of this agent. */
export function askedNote(desk) {
  const { call } = desk.state;
  return el("p", { class: "need", id: "asked-by" }, icon("ear"), t("asked-by", { name: call.askedBy }));
}

export function consultationEnd(desk) {
  const end = desk.state.call.consultationEnd;
  return end ? el("p", { class: "muted", role: "status" }, t(`asking.ended.${end}`)) : null;
}
