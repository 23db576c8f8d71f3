// One case of /cases: the citizen as far as one needs to know, the clock with its reckoning, what may be done, the history.

import { el, fill, find } from "./dom.js";
import { fileList } from "./files.js";
import { language, t, word } from "./words.js";
import { day } from "./time.js";
import { dueMark, spaced } from "./casework.js";
import { relay, relayEnding } from "./casework-relay.js";

export function drawFile(page, actions) {
  const file = page.file;
  const place = find("file");
  place.hidden = file === null;
  if (!file) return fill(place);
  fill(place,
    el("h2", { id: "file-title" }, page.serviceName(file.service), el("span", { class: "number" }, spaced(file.number)), dueMark(file)),
    tags(page, file),
    file.mergedInto ? el("p", { class: "wish" }, t("work.merged-into", { number: spaced(file.mergedInto) })) : null,
    file.absorbed.length > 0 ? el("p", { class: "muted" }, t("work.absorbed", { numbers: file.absorbed.map(spaced).join(", ") })) : null,
    el("p", { class: "words" }, file.summary),
    citizen(file), file.mayRelay ? relay(file) : null,
    proposal(page, file), wish(file),
    fileList(file.files),
    reckoning(file),
    acts(page, actions, file),
    past(page, file),
    ...(file.mark ? mark(page, file) : []));
}

function tags(page, file) {
  return el("p", { class: "tags" },
    el("span", { class: "tag" }, t(`case-state.${file.state}`)),
    el("span", { class: "tag" }, page.unitName(file.unit)),
    file.responsible !== file.unit ? el("span", { class: "tag warn" }, t("work.responsible", { unit: page.unitName(file.responsible) })) : null,
    el("span", { class: "tag" }, t(`channel.${file.channel}`)),
    file.isSupervised ? el("span", { class: "tag warn" }, t("work.supervised")) : null,
    file.reminders > 0 ? el("span", { class: "tag warn" }, t("work.reminded", { n: file.reminders })) : null);
}

function citizen(file) {
  if (file.isConfidential && !file.citizen.name) return el("p", { class: "secret" }, t("work.confidential.unit"));
  const facts = [["name", file.citizen.name], ["number", file.citizen.number],
    ["place", [file.citizen.township, file.citizen.village].filter(Boolean).join(" ")], ["needs", file.citizen.accessibility]];
  return el("div", { class: "citizen" },
    file.isConfidential ? el("p", { class: "secret" }, t("work.confidential.centre")) : null,
    el("dl", { class: "facts" }, facts.filter(([, value]) => value).map(([key, value]) =>
      el("div", {}, el("dt", {}, t(`work.citizen.${key}`)), el("dd", {}, value)))));
}

/** Over the whole case, on the screen and on paper: a photograph of any part tells whose copy it is. */
function mark(page, file) {
  const whose = `${page.unitName(page.data.me.unit)} · ${page.data.me.id}`;
  return [el("p", { class: "muted" }, t("work.marked", { who: whose, mark: file.mark })),
    el("div", { class: "mark", "aria-hidden": "true" }, Array.from({ length: 80 }, () => el("span", {}, `${whose} · ${file.mark}`)))];
}

function proposal(page, file) {
  if (!file.proposal) return null;
  const { from, unit, rule } = file.proposal;
  return el("p", { class: "wish" }, t("work.proposal", { from: page.unitName(from), unit: page.unitName(unit), rule }));
}

function wish(file) {
  if (!file.wish) return null;
  const { kind, term, reason, askedBy } = file.wish;
  return el("p", { class: "wish" }, t(`work.wish.${kind}`, { term: termWords(term), reason, who: askedBy }));
}

/** 3d → "3 working days". */
function termWords(term) {
  return t(`work.term.${term.slice(-1)}`, { n: term.slice(0, -1) });
}

function reckoning(file) {
  const lines = file.reckoning.lines[language() === "en" ? "en" : "zh"];
  return el("div", {}, el("h3", {}, t("work.reckoning")),
    el("ol", { class: "reckoning" }, lines.map((line) => el("li", {}, line))));
}

// MARK: Acts

/** The fields that each act asks for; `note!` has to be written. */
const fieldsOf = {
  accept: ["note"], refuse: ["unit", "rule", "note"], answer: ["note!", "files"], dispatch: ["unit", "note"], "ask-citizen": ["note"],
  agree: ["note"], dispute: ["note!"], extension: ["term", "note!"], pause: ["term", "note!"], grant: ["note"],
  "turn-down": ["note!"], resume: ["note"], remind: ["note"], supervise: ["note"], note: ["note!"], merge: ["into", "note"],
  unmerge: ["note"],
};

function acts(page, actions, file) {
  const buttons = file.offers.map((name) => el("button", {
    type: "button", "data-key": `act-${name}`, "aria-expanded": String(page.draft.act === name), "aria-controls": "act-form",
    onclick: () => {
      page.draft.act = page.draft.act === name ? null : name;
      actions.redraw();
      find("act-form")?.querySelector("select, input, textarea")?.focus();
    },
  }, t(`work.act.${name}`)));
  const form = page.draft.act ? actForm(page, actions, file, page.draft.act) : null;
  return el("div", {}, el("h3", {}, t("work.acts")), el("div", { class: "acts" }, buttons), form);
}

function actForm(page, actions, file, name) {
  const fields = page.draft.fields;
  const keep = (key) => (event) => { fields[key] = event.target.value; };
  const inputs = fieldsOf[name].map((field) => {
    const key = field.replace("!", "");
    if (key === "unit") return unitField(page, file, name, fields, keep);
    if (key === "term") return termField(fields, keep);
    if (key === "files") return filesField();
    const isLong = key === "note";
    const input = el(isLong ? "textarea" : "input", {
      id: `field-${key}`, "data-key": `field-${key}`, rows: isLong ? 3 : null, maxlength: isLong ? 4000 : 200,
      inputmode: key === "into" ? "numeric" : null, required: field.endsWith("!") || !isLong, oninput: keep(key),
    });
    input.value = fields[key] ?? "";
    return el("div", {}, el("label", { for: `field-${key}` }, word(`work.field.${name}.${key}`) ?? t(`work.field.${key}`)), input);
  });
  return el("form", {
    id: "act-form", class: "act-form", autocomplete: "off",
    onsubmit: (event) => {
      event.preventDefault();
      const body = { act: name, note: fields.note ?? "" };
      for (const key of ["unit", "rule", "into"]) if (fieldsOf[name].includes(key)) body[key] = fields[key];
      if (fieldsOf[name].includes("term")) body.term = `${fields.amount ?? 3}${fields.measure ?? "d"}`;
      actions.send(body, find("field-files")?.files);
    },
  }, inputs, el("div", {}, el("button", { type: "submit", class: "primary", "data-key": "act-send" }, t(`work.act.${name}`))));
}

/** Browsers never fill it in again. */
function filesField() {
  return el("div", {}, el("label", { for: "field-files" }, t("work.field.files")),
    el("input", { id: "field-files", "data-key": "field-files", type: "file", multiple: true, accept: ".pdf,.jpg,.jpeg,.png,.tif,.tiff" }));
}

function unitField(page, file, name, fields, keep) {
  fields.unit ??= name !== "dispatch" ? "" : file.proposal?.unit ?? (file.state === "received" ? file.unit : "");
  const keeps = name === "dispatch" && !["dispatched", "in-work"].includes(file.state);
  const others = page.data.units.filter((unit) => keeps || unit.id !== file.unit);
  const select = el("select", { id: "field-unit", "data-key": "field-unit", required: true, onchange: keep("unit") },
    el("option", { value: "" }, t("work.choose-unit")),
    others.map((unit) => el("option", { value: unit.id, selected: unit.id === fields.unit }, page.unitName(unit.id))));
  return el("div", {}, el("label", { for: "field-unit" }, word(`work.field.${name}.unit`) ?? t("work.unit")), select);
}

function termField(fields, keep) {
  const amount = el("input", {
    id: "field-amount", "data-key": "field-amount", type: "number", min: 1, max: 99, required: true, oninput: keep("amount"),
  });
  amount.value = fields.amount ?? 3;
  const measure = el("select", { id: "field-measure", "data-key": "field-measure", onchange: keep("measure") },
    ["d", "h"].map((one) => el("option", { value: one, selected: (fields.measure ?? "d") === one }, t(`work.measure.${one}`))));
  return el("div", { class: "row" },
    el("label", { for: "field-amount" }, t("work.field.amount"), amount),
    el("label", { for: "field-measure" }, t("work.field.measure"), measure));
}

// MARK: History

/** People are named as they sign in; offices and the clock by their words. */
function byName(page, by) {
  return word(`work.by.${by}`) ?? page.unitName(by);
}

function noteText(line) {
  if (line.by === "clock") return word(`work.alarm.${line.note}`) ?? line.note;
  return line.by === "mail" ? word(`work.mail.${line.note}`) ?? line.note : line.note;
}

function past(page, file) {
  return el("div", {}, el("h3", {}, t("work.history")), el("ol", { class: "past" }, file.history.map((line) => {
    const about = line.about ? (/^\d+$/.test(line.about) ? spaced(line.about) : page.unitName(line.about)) : "";
    const what = line.fact === "called" ? relayEnding(line) : line.fact ? t(`work.fact.${line.fact}`, { about, rule: line.rule ?? "" })
      : line.state ? t(`case-state.${line.state}`) : t("work.fact.note");
    return el("li", {}, el("time", { datetime: line.at }, day(line.at)),
      el("div", {}, el("p", {}, el("strong", {}, what), " ", el("span", { class: "muted" }, byName(page, line.by))),
        line.note ? el("p", {}, noteText(line)) : null));
  })));
}
