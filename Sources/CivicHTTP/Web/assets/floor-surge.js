// What callers hear first: shown on the floor and the wall; on the floor a prepared text is put in front by one click.

import { Refusal, post } from "./api.js";
import { el, fill, find } from "./dom.js";
import { language, t, word } from "./words.js";

const nameOf = (id) => word(`surge.name.${id.replace(/^surge\./, "")}`) ?? id.replace(/^surge\./, "");
const clock = (date) =>
  new Date(date).toLocaleString(language(), { month: "numeric", day: "numeric", weekday: "short", hour: "2-digit", minute: "2-digit" });

let shown = null;
let look = null;
let notices = null; // On the floor the list stands above the form; on the wall it is all.

export function drawSurges(surges, now) {
  const drawn = JSON.stringify([surges, surges.map((one) => Date.parse(one.since) <= now)]);
  if (drawn === shown) return;
  shown = drawn;
  fill(notices ?? find("surge"), surges.filter((one) => notices || Date.parse(one.since) <= now).map((one) => notice(one, now)));
}

function notice(surge, now) {
  const isPlanned = Date.parse(surge.since) > now;
  const said = surge.words[language()] ?? Object.values(surge.words)[0] ?? surge.text;
  return el("article", { class: isPlanned ? "notice planned" : "notice" },
    el("p", { role: "status" },
      el("strong", {}, isPlanned ? t("surge.planned", { since: clock(surge.since) }) : t("surge.now")),
      surge.plan ? ` (${surge.plan}) ` : " ", said, " ",
      el("span", { class: "muted" }, `${t("surge.until")} ${clock(surge.until)}`),
      surge.silent.length > 0
        ? el("span", { class: "silent" }, ` ${t("surge.silent")} ${surge.silent.map((tag) => word(`surge.lang.${tag}`) ?? tag).join(", ")}`)
        : null),
    notices
      ? el("button", { type: "button", class: "small", "data-key": `surge-${surge.id}`, onclick: () => act(`/api/surge/${surge.id}/end`) }, t("surge.take-away"))
      : null);
}

async function act(path, body) {
  const told = find("surge-told");
  told.textContent = "";
  try {
    await post(path, body);
    await look();
  } catch (error) {
    told.textContent = error instanceof Refusal ? error.text : String(error);
  }
}

/** The floor's form: which text, for how long, from when. `after` brings the floor up to date. */
export function startSurges(texts, after) {
  if (!find("membership")) return;
  look = after;
  notices = el("div", {});
  const text = el("select", { id: "surge-text" }, texts.map((one) =>
    el("option", { value: one.id, disabled: one.silent.length > 0 }, nameOf(one.id))));
  const hours = el("select", { id: "surge-hours" }, [1, 2, 3, 6, 12, 24, 48, 72, 168].map((n) =>
    el("option", { value: n, selected: n === 6 }, n < 48 ? t("surge.n-hours", { n }) : t("surge.n-days", { n: n / 24 }))));
  const from = el("input", { id: "surge-from", type: "datetime-local" });
  const words = el("p", { class: "muted small" });
  const show = () => {
    const chosen = texts.find((one) => one.id === text.value);
    words.textContent = chosen?.words[language()] ?? Object.values(chosen?.words ?? {})[0] ?? "";
  };
  text.addEventListener("change", show);
  show();
  const put = (event) => {
    event.preventDefault();
    const begins = from.value ? Math.floor(new Date(from.value).getTime() / 1000) : undefined;
    return act("/api/surge", { text: text.value, hours: Number(hours.value), from: begins });
  };
  fill(find("surge"), notices,
    el("details", { open: true },
      el("summary", {}, t("surge.put")),
      texts.length === 0 ? el("p", {}, t("surge.none-announces")) : el("form", { class: "line", onsubmit: put },
        el("label", {}, t("surge.text"), text), el("label", {}, t("surge.hours"), hours), el("label", {}, t("surge.from"), from),
        el("button", { type: "submit", class: "danger-fill" }, t("surge.put-now"))),
      words,
      el("p", { class: "small" }, el("a", { href: "/surge" }, t("surge.own-way")))),
    el("p", { id: "surge-told", role: "alert", class: "silent" }));
}
