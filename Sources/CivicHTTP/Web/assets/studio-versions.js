// What differs from what is live, and the versions that there were.

import { post } from "./api.js";
import { el, find } from "./dom.js";
import { t } from "./words.js";

export async function showCompare(place, studio) {
  const other = find("compare-with")?.value ?? String(studio.state.plan.live.serial);
  const choice = el(
    "select",
    { id: "compare-with", onchange: () => showCompare(place, studio) },
    studio.state.versions.map((version) =>
      el("option", { value: version.serial, selected: String(version.serial) === other }, title(version)),
    ),
  );
  const head = el("div", { class: "line" }, el("label", {}, el("span", {}, t("studio.compare-with")), choice));
  try {
    const from = await textOf(studio, Number(other));
    const diff = await post(studio.path("/diff"), { from, to: studio.editor.text() });
    const names = (key, list) => (list.length ? el("p", {}, t(key, { steps: list.join(", ") })) : null);
    place.replaceChildren(
      head,
      ...[
        names("studio.added", diff.added), names("studio.removed", diff.removed), names("studio.changed", diff.changed),
        diff.text ? el("div", { class: "diff", tabindex: "0" }, diff.text.split("\n").map(line)) : el("p", { class: "muted" }, t("studio.no-difference")),
      ].filter(Boolean),
    );
  } catch (error) {
    studio.explain(error);
  }
}

const texts = new Map();

async function textOf(studio, serial) {
  if (serial === studio.state.plan.live.serial) return studio.state.live;
  if (!texts.has(serial)) {
    const response = await fetch(studio.path(`/versions/${serial}`), { credentials: "same-origin" });
    texts.set(serial, (await response.json()).text);
  }
  return texts.get(serial);
}

function line(text) {
  const kind = { "+": "plus", "-": "minus", "@": "head" }[text[0]];
  return el("span", { class: kind }, text || " ");
}

function title(version) {
  return `${t("studio.version")} ${version.serial}${version.isLive ? ` (${t("studio.live")})` : ""}`;
}

export function showVersions(place, studio) {
  const rows = studio.state.versions.map((version) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, `${version.serial} `, mark(version)),
      el("td", {}, new Date(version.at).toLocaleString(document.documentElement.lang)),
      el("td", {}, version.author),
      el("td", {}, version.note),
      el(
        "td",
        {},
        el("button", { type: "button", class: "small", onclick: () => studio.open(version.serial) }, t("studio.open")),
        " ",
        version.isLive
          ? null
          : el("button", { type: "button", class: "small", onclick: () => studio.rollBack(version.serial) }, t("studio.roll-back")),
      ),
    ),
  );
  const head = ["version", "when", "who", "why", "do"].map((key) => el("th", { scope: "col" }, t(`studio.${key}`)));
  place.replaceChildren(
    el("p", { class: "muted" }, t("studio.versions-lead")),
    el("table", {}, el("thead", {}, el("tr", {}, head)), el("tbody", {}, rows)),
  );
}

function mark(version) {
  if (version.isLive) return el("strong", { class: "word good" }, t("studio.live"));
  return version.isDraft ? el("strong", { class: "word fair" }, t("studio.draft")) : null;
}
