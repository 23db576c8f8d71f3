// Middle: open cases with their clocks, and one time line of all channels.

import { fileList } from "./files.js";
import { get, post } from "./api.js";
import { el, fill, find, icon } from "./dom.js";
import { inLanguage, language, nameOf, t, word } from "./words.js";
import { day, secondsSince, span } from "./time.js";

export function drawRecord(desk) {
  const call = desk.state?.call;
  const [cases, timeline] = [find("cases"), find("timeline")];
  const list = call?.card.openCases ?? [];
  const names = namesOf(call);
  if (!call) {
    fill(cases, desk.record ? null : [
      el("h3", { id: "cases-title" }, t("cases")), el("p", { class: "idle" }, t("record.idle")),
    ]);
    return fill(timeline);
  }
  fill(cases,
    el("h3", { id: "cases-title" }, t("cases"), list.length ? el("span", { class: "count" }, String(list.length)) : null),
    list.length ? list.map((one) => caseCard(desk, one, names)) : el("p", { class: "muted" }, t("cases.none")));
  const lines = timeLines(desk, call.card, names);
  fill(timeline,
    el("h3", {}, t("timeline")),
    lines.length ? el("ol", { class: "line" }, lines) : el("p", { class: "muted" }, t("timeline.none")));
}

/** Contacts, and what was told, the newest first. */
export function timeLines(desk, card, names, most = 40) {
  const contacts = card.timeline.map((contact) => [contact.startedAt, contactLine(desk, contact, names)]);
  const told = (card.told ?? []).map((one) => [one.at, toldLine(one)]);
  return [...contacts, ...told].sort(([one], [other]) => Date.parse(other) - Date.parse(one)).slice(0, most).map(([, line]) => line);
}

function toldLine(told) {
  const heard = told.channel === "speech" && told.heard < told.parts ? t("answers.heard", { heard: told.heard, parts: told.parts }) : null;
  return el("li", { class: "told" },
    icon("check"),
    el("time", { datetime: told.at }, day(told.at)),
    el("div", {},
      el("p", { class: "line-head" },
        el("strong", {}, t("answers.was-told")),
        el("span", {}, `${inLanguage(told)} (${told.version})`),
        el("span", { class: "tag" }, t(`knowledge.channel.${told.channel}`)),
        heard ? el("span", { class: "muted" }, heard) : null)));
}

/** Names by citizen, when the card speaks of more than one. */
function namesOf(call) {
  const people = call?.card.candidates ?? [];
  return new Map(people.length > 1 ? people.map(({ citizen }) => [citizen.id, citizen.name]) : []);
}

export function due(record) {
  if (["answered", "asked", "closed", "archived", "merged"].includes(record.state)) return null;
  if (record.pausedSince) return el("span", { class: "due" }, icon("clock"), t("work.paused"));
  const late = secondsSince(record.deadline);
  if (late > 0) return el("span", { class: "due late" }, icon("alert"), t("case.overdue", { time: span(late) }));
  return el("span", { class: late > -86400 ? "due soon" : "due" }, icon("clock"), t("case.due", { time: span(-late) }));
}

export function caseCard(desk, record, names) {
  const open = desk.openedCases.has(record.id);
  const clockMark = due(record);
  const toggle = () => {
    if (open) desk.openedCases.delete(record.id);
    else desk.openedCases.add(record.id);
    drawRecord(desk);
    desk.drawFound();
  };
  const owner = names.get(record.citizenId);
  const more = open ? caseMore(desk, record) : null;
  return el("article", { class: clockMark?.classList.contains("late") ? "case overdue" : "case" },
    el("p", { class: "case-head" },
      el("span", { class: "case-number" }, record.number.replace(/(\d{4})(?=\d)/, "$1 ")),
      el("strong", {}, nameOf(desk.catalogue.services, record.service)),
      el("span", { class: "tag" }, t(`case-state.${record.state}`)),
      record.isConfidential ? el("span", { class: "tag" }, t("work.confidential")) : null,
      clockMark),
    el("p", { class: "case-text" }, record.summary),
    el("div", { class: "case-foot" },
      owner ? el("span", {}, owner) : null,
      el("span", {}, nameOf(desk.catalogue.units, record.unit)),
      el("span", {}, t("case.opened", { date: day(record.openedAt) })),
      el("button", {
        type: "button", class: "small quiet", "data-key": `case-${record.id}`, "aria-expanded": String(open), onclick: toggle,
      }, t(open ? "case.hide" : "case.show"))),
    more);
}

function caseMore(desk, record) {
  const place = el("div", { class: "case-more" });
  const history = el("ol", { class: "history" });
  const draft = `civicline-case-${record.id}`;
  const note = el("textarea", { rows: 3, maxlength: 4000, required: true, "data-key": `case-note-${record.id}`, "aria-label": t("case.note") });
  note.value = sessionStorage.getItem(draft) ?? "";
  note.addEventListener("input", () => sessionStorage.setItem(draft, note.value));
  const state = el("select", { "aria-label": t("case.state"), "data-key": `case-state-${record.id}` },
    el("option", { value: "" }, `${t("case.state")}: ${t("case.state.keep")}`));
  const reckoning = el("ol", { class: "reckoning" });
  const files = el("div", {});
  const save = (event) => {
    event.preventDefault();
    desk.act(async () => {
      const body = { note: note.value, ...(state.value ? { state: state.value } : {}) };
      const changed = await post(`/api/desk/case/${record.id}/note`, body);
      sessionStorage.removeItem(draft);
      desk.caseChanged(changed);
      desk.suggest("case-updated");
      desk.say(t("case.saved", { number: changed.number }));
    });
  };
  place.append(
    files, el("h3", {}, t("work.reckoning")), reckoning,
    el("h3", {}, t("case.history")), history,
    el("form", { onsubmit: save }, el("label", {}, t("case.note")), note,
      el("div", { class: "row" }, state, el("button", { type: "submit", class: "primary" }, t("case.save")))));
  showHistory(desk, record, { history, reckoning, state, files });
  return place;
}

/** Asked once per case and call: every asking is a look in the audit book. */
function showHistory(desk, record, places) {
  const show = (found) => {
    fill(places.history, found.history.map((event) =>
      el("li", {}, el("time", { datetime: event.at }, day(event.at)),
        el("span", {}, [whatHappened(desk, event), event.by].filter(Boolean).join(" · "), event.note ? `: ${noteText(event)}` : ""))));
    fill(places.reckoning, (found.reckoning?.lines[language() === "en" ? "en" : "zh"] ?? []).map((line) => el("li", {}, line)));
    fill(places.files, fileList(found.files));
    places.state.append(...found.moves.map((name) => el("option", { value: name }, t(`case-state.${name}`))));
  };
  if (desk.histories.has(record.id)) return show(desk.histories.get(record.id));
  desk.act(async () => {
    const found = await get(`/api/desk/case/${record.id}`);
    desk.histories.set(record.id, found);
    show(found);
  });
}

const noteText = (event) => (event.by === "mail" ? word(`work.mail.${event.note}`) : null) ?? event.note;

function whatHappened(desk, event) {
  if (!event.fact) return event.state ? t(`case-state.${event.state}`) : null;
  const about = event.about ? nameOf(desk.catalogue.units, event.about) : "";
  return t(`work.fact.${event.fact}`, { about, rule: event.rule ?? "" });
}

export function contactLine(desk, contact, names) {
  const outcome = contact.outcome
    ? word(`outcome.${contact.outcome}`) ?? nameOf(desk.catalogue.wrapUpCodes, contact.outcome)
    : null;
  const owner = names.get(contact.citizenId);
  return el("li", {},
    icon(contact.channel),
    el("time", { datetime: contact.startedAt }, day(contact.startedAt)),
    el("div", {},
      el("p", { class: "line-head" },
        el("strong", {}, t(`channel.${contact.channel}`)),
        owner ? el("span", {}, owner) : null,
        contact.talkTime ? el("span", { class: "muted" }, t("talked", { time: span(contact.talkTime) })) : null,
        outcome ? el("span", { class: "tag" }, outcome) : null),
      contact.summary ? el("p", {}, contact.summary) : null,
      contact.trail ? el("p", { class: "line-trail" }, contact.trail) : null));
}
