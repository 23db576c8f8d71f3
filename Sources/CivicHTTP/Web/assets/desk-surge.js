// What callers hear first now, above the desk: agents know why so many call, and what these have been told.

import { el, fill, find } from "./dom.js";
import { language, t, word } from "./words.js";

export function drawSurge(surges = []) {
  const place = find("surge");
  place.hidden = surges.length === 0;
  fill(place, surges.map((surge) =>
    el("p", {},
      el("strong", {}, t("surge.now")), surge.plan ? ` (${surge.plan}) ` : " ",
      surge.words[language()] ?? Object.values(surge.words)[0] ?? surge.text, " ",
      el("span", { class: "muted" }, `${t("surge.until")} ${clock(surge.until)}`),
      surge.silent.length > 0
        ? el("span", { class: "bad" }, ` ${t("surge.silent")} ${surge.silent.map((tag) => word(`surge.lang.${tag}`) ?? tag).join(", ")}`)
        : null)));
}

const clock = (date) => new Date(date).toLocaleTimeString(language(), { weekday: "short", hour: "2-digit", minute: "2-digit" });
