// Right: search, the note, a new case, the result of the call.

import { get, post } from "./api.js";
import { drawArticles } from "./articles.js";
import { el, fill, find, icon } from "./dom.js";
import { inLanguage, nameOf, t, word } from "./words.js";
import { caseCard, drawRecord, timeLines } from "./cases.js";
import { circlePanel } from "./circle.js";
import { standingPanel } from "./standing.js";
import { phase, spaced } from "./caller.js";

const noteKey = (call) => `civicline-note-${call.conversation}`;

export function startWork(desk) {
  find("case-text-line").hidden = !desk.sendsTexts;
  find("note").addEventListener("input", () => {
    const call = desk.state?.call;
    if (!call) return;
    sessionStorage.setItem(noteKey(call), find("note").value);
    find("note-kept").textContent = t("note.kept");
  });
  find("search-form").addEventListener("submit", (event) => {
    event.preventDefault();
    search(desk);
  });
  find("case-service").addEventListener("change", () => drawGuide(desk));
  find("case-form").addEventListener("submit", (event) => {
    event.preventDefault();
    openCase(desk);
  });
  find("wrap-up").addEventListener("submit", (event) => {
    event.preventDefault();
    wrapUp(desk, event.submitter?.value !== "save");
  });
}

/** The parts that do not depend on the call. */
export function drawChoices(desk) {
  const service = find("case-service");
  const chosenService = service.value;
  fill(service, el("option", { value: "" }, t("new-case.choose")),
    desk.catalogue.services.map((one) => el("option", { value: one.id }, inLanguage(one))));
  service.value = chosenService;
  const chosenCode = chosen();
  fill(find("codes"), desk.catalogue.wrapUpCodes.map((code) =>
    el("label", {}, el("input", { type: "radio", name: "code", value: code.id, "data-key": `code-${code.id}` }), inLanguage(code))));
  if (chosenCode) choose(chosenCode);
  drawGuide(desk);
  drawFound(desk);
}

export function drawWork(desk) {
  const call = desk.state?.call;
  const note = find("note");
  if (desk.notedConversation !== (call?.conversation ?? null)) {
    desk.notedConversation = call?.conversation ?? null;
    note.value = call ? sessionStorage.getItem(noteKey(call)) ?? "" : "";
    find("note-kept").textContent = note.value ? t("note.kept") : "";
    for (const input of document.querySelectorAll("#codes input")) input.checked = false;
    find("case-form").reset();
    find("case-number").value = call?.callerNumber ?? "";
    drawGuide(desk);
  }
  note.disabled = !call;
  note.placeholder = t(call ? "note.hint" : "note.idle");
  const ended = phase(desk.state) === "ended";
  for (const input of document.querySelectorAll("#codes input")) input.disabled = !call;
  find("save").disabled = find("save-ready").disabled = !ended;
  find("wrap-up-hint").textContent = call && !ended ? t("wrap-up.wait") : "";
  find("case-for").textContent = confirmedName(desk) ?? (call?.callerNumber ? spaced(call.callerNumber) : t("new-case.nobody"));
}

function confirmedName(desk) {
  const call = desk.state?.call;
  const found = call?.card.candidates.find(({ citizen }) => citizen.id === call.citizenId)?.citizen;
  return found?.name ?? (desk.record && !call ? desk.record.citizen.name : null);
}

const chosen = () => document.querySelector("#codes input:checked")?.value;

function choose(code) {
  const input = document.querySelector(`#codes input[value="${CSS.escape(code)}"]`);
  if (input) input.checked = true;
}

/** Proposes a result unless the agent has chosen one. */
export function suggest(code) {
  if (!chosen()) choose(code);
}

export function save(desk) {
  if (!find("save-ready").disabled) wrapUp(desk, true);
}

function wrapUp(desk, ready) {
  const call = desk.state?.call;
  const code = chosen();
  if (!call) return;
  if (!code) {
    desk.say(t("wrap-up.choose"), true);
    document.querySelector("#codes input")?.focus();
    return;
  }
  desk.act(async () => {
    const form = { conversation: call.conversation, code, note: find("note").value, ready };
    if (call.citizenId) form.citizenId = call.citizenId;
    const state = await post("/api/desk/wrap-up", form);
    sessionStorage.removeItem(noteKey(call));
    desk.say(t("wrap-up.saved"));
    desk.apply(state);
  });
}

function drawGuide(desk) {
  const service = desk.catalogue.services.find((one) => one.id === find("case-service").value);
  find("case-unit").textContent = service ? `${t("new-case.unit")} ${nameOf(desk.catalogue.units, service.unit)}` : "";
  fill(find("case-asks"), (service?.asks ?? []).map((question) => el("li", {}, inLanguage(question))));
}

function openCase(desk) {
  desk.act(async () => {
    const form = {
      service: find("case-service").value, summary: find("case-summary").value,
      isConfidential: find("case-confidential").checked,
      sendsText: find("case-text").checked,
    };
    const number = find("case-number").value.trim();
    if (number) form.contactNumber = number;
    const citizen = desk.state?.call ? desk.state.call.citizenId : desk.record?.citizen.id;
    if (citizen) form.citizenId = citizen;
    const opened = await post("/api/desk/case", form);
    find("case-form").reset();
    find("case-number").value = desk.state?.call?.callerNumber ?? "";
    drawGuide(desk);
    desk.caseChanged(opened);
    suggest("case-opened");
    const told = opened.isTextUnsent ? "new-case.text-unsent" : "new-case.saved";
    desk.say(t(told, { number: opened.number }), Boolean(opened.isTextUnsent), 30_000);
  });
}

function search(desk) {
  const text = find("search-text").value.trim();
  desk.found = null;
  desk.record = null;
  drawRecord(desk);
  drawArticles(desk);
  if (!text) return drawFound(desk);
  desk.act(async () => {
    desk.found = (await post("/api/desk/search", { q: text })).citizens;
    drawFound(desk);
  });
}

export function drawFound(desk) {
  const place = find("found");
  const { found, record } = desk;
  fill(find("looked-up"), record ? lookedUp(desk, record) : null);
  if (!found) return fill(place);
  fill(place,
    el("p", { class: "muted small", role: "status" }, found.length ? t("search.found", { count: found.length }) : t("search.none")),
    el("ul", { class: "results" }, found.map((citizen) =>
      el("li", { class: "result" },
        el("strong", {}, citizen.name),
        el("span", { class: "muted" }, [citizen.birthYear, citizen.township, citizen.village].filter(Boolean).join(" · ")),
        el("button", { type: "button", class: "small", "data-key": `open-${citizen.id}`, "aria-label": `${t("record.open")}: ${citizen.name}`, onclick: () => openRecord(desk, citizen.id) },
          t("record.open"))))));
}

function openRecord(desk, id) {
  desk.act(async () => {
    desk.record = await get(`/api/desk/citizen/${id}`);
    drawRecord(desk);
    drawFound(desk);
    drawWork(desk);
    drawArticles(desk);
    find("record").focus();
    find("record").scrollTop = 0;
  });
}

function lookedUp(desk, { citizen, card, cases }) {
  const call = desk.state?.call;
  const close = () => {
    desk.record = null;
    drawRecord(desk);
    drawFound(desk);
    drawWork(desk);
    drawArticles(desk);
    find("search-text").focus();
  };
  return el("article", { class: "looked-up" },
    el("p", { class: "person-head" }, el("span", { class: "person-name" }, citizen.name),
      el("span", { class: "muted" }, citizen.birthYear ? t("born", { year: citizen.birthYear }) : "")),
    el("p", { class: "person-where" },
      [citizen.township, citizen.village, word(`language.${citizen.language}`) ?? citizen.language].filter(Boolean).join(" · ")),
    citizen.accessibility ? el("p", { class: "need" }, icon("ear"), citizen.accessibility) : null,
    standingPanel(desk, citizen),
    circlePanel(desk, citizen),
    el("div", { class: "row record-end" },
      call && call.citizenId !== citizen.id
        ? el("button", { type: "button", class: "small primary", onclick: () => desk.confirm(citizen.id) }, t("confirm"))
        : null,
      el("button", { type: "button", class: "small", "data-key": "record-close", onclick: close }, t("record.close"))),
    cases.map((one) => caseCard(desk, one, new Map())),
    card.timeline.length || card.told?.length ? el("h3", {}, t("timeline")) : null,
    el("ol", { class: "line" }, timeLines(desk, card, new Map(), 8)));
}
