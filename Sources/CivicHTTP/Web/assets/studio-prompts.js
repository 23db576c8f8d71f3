// The prompts: the table, what is shown of it, and the way to one of them.

import { get } from "./api.js";
import { el, find } from "./dom.js";
import { startWords, t, word } from "./words.js";
import { makePromptDialog } from "./studio-prompt.js";
import { makeBoothDialog } from "./studio-booth.js";

const data = JSON.parse(find("page-data").textContent);
startWords(data.words, document.documentElement.lang);

const state = { list: data.list, chosen: new Set() };

export const keyOf = (name) => `${name.language}/${name.id}`;
export const pathOf = (name) => `/api/prompts/${encodeURIComponent(name.language)}/${encodeURIComponent(name.id)}`;
export const languageName = (tag) => word(`prompts.lang.${tag}`) ?? tag;
export const isMissing = (row) => !row.hash;
const needsAttention = (row) => isMissing(row) || row.isStale || row.faults.length > 0;
export const isShared = (row) => row.name.language === "shared";

/** Words for how a recording stands: missing and stale first. */
export function chips(row) {
  const found = [];
  if (isMissing(row)) found.push(["poor", t("prompts.missing")]);
  else found.push([row.source === "file" ? "" : "good", word(`prompts.source.${row.source}`) ?? row.source]);
  if (row.isStale) found.push(["poor", t("prompts.stale")]);
  for (const fault of row.faults) found.push(["fair", word(`prompts.fault.${fault}`) ?? fault]);
  return el("span", { class: "chips" }, found.map(([kind, text]) => el("span", { class: `word ${kind}` }, text)));
}

export const levelText = (row) => (row.level === undefined || row.level === null ? "–" : t("prompts.dbfs", { level: row.level.toFixed(1) }));
export const secondsText = (row) => (row.seconds ? t("prompts.seconds", { seconds: row.seconds.toFixed(1) }) : "");

// What callers hear; the address holds the hash, so that a new recording is never the old one from a cache.
export function play(row, serial) {
  const sound = find("sound");
  sound.src = `${pathOf(row.name)}/sound?v=${(row.hash ?? "").slice(0, 12)}${serial ? `&serial=${serial}` : ""}`;
  sound.play().catch(() => tell(t("prompts.cannot-play")));
}

export function tell(text, isGood = false) {
  const banner = find("banner");
  banner.textContent = text;
  banner.hidden = !text;
  banner.classList.toggle("good", isGood);
}

function wanted(row) {
  const show = find("show").value;
  const tongue = find("tongue").value;
  const search = find("search").value.trim().toLowerCase();
  if (tongue && row.name.language !== tongue && !isShared(row)) return false;
  // Words of numbers and dates are many: shown when asked for, looked for, or when callers would miss them.
  const isAsked = find("words").checked || search || show !== "all";
  if (row.kind === "word" && !isAsked && !isMissing(row) && !row.isStale) return false;
  if (search && ![row.name.id, row.text, row.used, String(row.number)].some((one) => one.toLowerCase().includes(search))) return false;
  switch (show) {
    case "attention": return needsAttention(row);
    case "missing": return isMissing(row);
    case "stale": return row.isStale;
    case "sound": return row.faults.length > 0;
    case "recorded": return !isMissing(row) && row.source !== "file";
    case "used": return row.plans.length > 0;
    default: return true;
  }
}

/** Missing ones that a plan says, missing ones, stale ones, then the catalogue's order. */
const rank = (row) => (isMissing(row) ? (row.plans.length > 0 ? 0 : 1) : row.isStale ? 2 : 3);

function line(row) {
  const key = keyOf(row.name);
  const choose = el("input", {
    type: "checkbox", "aria-label": t("prompts.choose-one", { id: row.name.id, language: languageName(row.name.language) }),
    checked: state.chosen.has(key), disabled: isShared(row),
    onchange: (event) => {
      if (event.target.checked) state.chosen.add(key);
      else state.chosen.delete(key);
      showChosen();
    },
  });
  return el(
    "tr", { "data-prompt": key },
    el("td", {}, choose),
    el("td", { class: "figure" }, String(row.number)),
    el("th", { scope: "row" }, el("span", { class: "id" }, row.name.id), el("span", { class: "used" }, row.used)),
    el("td", {}, languageName(row.name.language)),
    el("td", { class: "says", lang: isShared(row) ? null : row.name.language }, row.text || "♪"),
    el("td", {}, chips(row), el("span", { class: "muted small" }, secondsText(row))),
    el("td", { class: "figure" }, levelText(row)),
    el("td", { class: "words-of" }, row.plans.join(", ") || (row.kind === "word" ? t("prompts.values") : "–")),
    el(
      "td", {},
      el("button", { type: "button", class: "small", disabled: isMissing(row), onclick: () => play(row), "aria-label": t("prompts.play-one", { id: row.name.id }) }, "▶"), " ",
      el("button", { type: "button", class: "small open", onclick: () => dialog.open(row), "aria-label": t("prompts.open-one", { id: row.name.id }) }, t("prompts.open")),
    ),
  );
}

function draw() {
  const rows = state.list.rows.filter(wanted);
  rows.sort((one, two) => rank(one) - rank(two));
  find("rows").replaceChildren(...rows.map(line));
  const missing = state.list.rows.filter(isMissing).length;
  const stale = state.list.rows.filter((row) => row.isStale).length;
  find("count").textContent = t("prompts.count", { shown: rows.length, all: state.list.rows.length, missing, stale });
}

function showChosen() {
  find("by-phone").disabled = state.chosen.size === 0;
  find("by-phone").textContent = state.chosen.size ? t("prompts.by-phone-n", { n: state.chosen.size }) : t("prompts.by-phone");
}

/** One row as it is after a change; the table keeps its place and the focus. */
function changed(row) {
  const key = keyOf(row.name);
  state.list.rows = state.list.rows.map((one) => (keyOf(one.name) === key ? row : one));
  const shown = find("rows").querySelector(`[data-prompt="${CSS.escape(key)}"]`);
  shown?.replaceWith(line(row));
  draw();
}

async function reload() {
  state.list = await get("/api/prompts");
  draw();
}

const booth = makeBoothDialog({
  after: async () => {
    state.chosen.clear();
    showChosen();
    await reload().catch((error) => tell(error.text ?? String(error)));
  },
});
const dialog = makePromptDialog({ state, changed, booth });

for (const tag of state.list.languages) find("tongue").append(el("option", { value: tag }, languageName(tag)));
for (const id of ["show", "tongue", "words"]) find(id).addEventListener("change", draw);
find("search").addEventListener("input", draw);
find("filter").addEventListener("submit", (event) => event.preventDefault());
find("by-phone").addEventListener("click", () => {
  booth.open(state.list.rows.filter((row) => state.chosen.has(keyOf(row.name))));
});
draw();
