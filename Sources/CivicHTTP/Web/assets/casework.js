// /cases: the list by clock, and the case that is open beside it.

import { Refusal, get, post, sendFiles } from "./api.js";
import { el, fill, find } from "./dom.js";
import { drawFile } from "./casework-file.js";
import { nameOf, startWords, t } from "./words.js";
import { secondsSince, setServerTime, span } from "./time.js";

const data = JSON.parse(find("page-data").textContent);
startWords(data.words, document.documentElement.lang);

const isCentre = data.me.unit === undefined;
const page = {
  data, isCentre,
  shelf: isCentre ? "attention" : "open",
  unit: "",
  lines: [],
  file: null,
  /** What is being written: the act, and the fields by name. It stays when somebody else was quicker. */
  draft: { act: null, fields: {} },
  unitName: (id) => nameOf(data.units, id),
  serviceName: (id) => nameOf(data.services, id),
};

export function dueMark(one) {
  if (one.pausedSince) return el("span", { class: "due" }, t("work.paused"));
  if (["answered", "asked", "closed", "archived", "merged"].includes(one.state)) return null;
  const late = secondsSince(one.deadline);
  if (late > 0) return el("span", { class: "due over" }, t("work.overdue", { time: span(late) }));
  return el("span", { class: late > -86400 ? "due soon" : "due" }, t("work.due", { time: span(-late) }));
}

export const spaced = (number) => number.replace(/(\d{4})(?=\d)/, "$1 ");

// MARK: The list

function drawShelves() {
  const shelves = isCentre ? ["attention", "open", "answered"] : ["open", "answered"];
  fill(find("shelves"), shelves.map((name) => el("button", {
    type: "button", "data-key": `shelf-${name}`, "aria-pressed": String(page.shelf === name),
    onclick: () => { page.shelf = name; drawShelves(); act(load); },
  }, t(`work.shelf.${name}`))));
  if (!isCentre) return;
  const choice = el("select", { id: "unit", onchange: (event) => { page.unit = event.target.value; act(load); } },
    el("option", { value: "" }, t("work.all-units")),
    data.units.map((unit) => el("option", { value: unit.id, selected: unit.id === page.unit }, page.unitName(unit.id))));
  fill(find("unit-choice"), el("label", { for: "unit" }, t("work.unit")), choice);
}

function drawLines() {
  fill(find("lines"), page.lines.length === 0 ? el("li", { class: "muted" }, t("work.none")) : page.lines.map((one) => {
    const mark = dueMark(one);
    return el("li", {}, el("button", {
      type: "button", "data-key": `line-${one.id}`, class: mark?.classList.contains("over") ? "late" : "",
      "aria-current": String(page.file?.id === one.id), onclick: () => act(() => open(one.id)),
    },
    el("span", { class: "head" }, el("strong", {}, page.serviceName(one.service)), mark),
    el("span", { class: "head" },
      el("span", {}, [one.township, isCentre ? page.unitName(one.unit) : null].filter(Boolean).join(" · ")),
      el("span", { class: "number" }, spaced(one.number))),
    el("span", { class: "tags" },
      el("span", { class: "tag" }, t(`case-state.${one.state}`)),
      one.asksTime ? el("span", { class: "tag warn" }, t("work.asks-time")) : null,
      one.isConfidential ? el("span", { class: "tag" }, t("work.confidential")) : null)));
  }));
}

async function load() {
  const found = await get(`/api/cases?shelf=${page.shelf}&unit=${encodeURIComponent(page.unit)}`);
  setServerTime(found.now);
  page.lines = found.cases;
  drawLines();
}

// MARK: One case

function show(file) {
  page.file = file;
  setServerTime(file.now);
  drawFile(page, actions);
  drawLines();
}

async function open(id) {
  if (page.file?.id !== id) page.draft = { act: null, fields: {} };
  show(await get(`/api/cases/${id}`));
  history.replaceState(null, "", `#${id}`);
  find("file").focus();
}

const actions = {
  redraw: () => drawFile(page, actions),
  reload: () => act(() => open(page.file.id)),
  send: (body, files) => act(async () => {
    const id = page.file.id;
    try {
      // Before the words, so that an answer never goes out without them.
      if (files?.length > 0) await sendFiles(`/api/cases/${id}/files`, files);
      const answer = await post(`/api/cases/${id}`, { ...body, version: page.file.version });
      page.draft = { act: null, fields: {} };
      if (answer.gone) {
        page.file = null;
        fill(find("file"));
        find("file").hidden = true;
        find("shelf-title").scrollIntoView({ block: "nearest" });
      } else show(answer);
      tell(t(`work.done.${body.act}`));
      await load();
    } catch (error) {
      // Somebody was quicker: what is written stays, the case is shown as it is now.
      if (error instanceof Refusal && error.status === 409) {
        const fresh = await get(`/api/cases/${id}`).catch(() => null);
        if (fresh) {
          if (page.draft.act && !fresh.offers.includes(page.draft.act)) page.draft.act = "note";
          show(fresh);
        }
      }
      throw error;
    }
  }),
};

// MARK: Acting

function tell(text) {
  find("told").textContent = text;
}

async function act(work) {
  find("refused").hidden = true;
  tell("");
  try {
    await work();
  } catch (error) {
    find("refused").hidden = false;
    find("refused").textContent = error instanceof Refusal ? error.text : String(error);
    find("refused").scrollIntoView({ block: "nearest" });
    if (error instanceof Refusal && error.status === 401) location.assign("/sign-in");
  }
}

find("file").hidden = true;
drawShelves();
await act(load);
const wanted = Number(location.hash.slice(1));
if (wanted > 0) await act(() => open(wanted));
setInterval(() => act(load), 30_000);
