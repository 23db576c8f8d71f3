// Recording by phone: a PIN for some prompts, the texts to read, and which of them have been spoken already.

import { Refusal, get, post } from "./api.js";
import { el, find } from "./dom.js";
import { t } from "./words.js";
import { keyOf, languageName, pathOf, tell } from "./studio-prompts.js";

export function makeBoothDialog({ after }) {
  const dialog = find("booth");
  let timer = null;

  dialog.addEventListener("close", () => {
    clearInterval(timer);
    after();
  });

  /** Serial of the last recording; 0 where there is none, or none can be had. */
  async function lastSerial(row) {
    const recordings = await get(`${pathOf(row.name)}/recordings`).catch(() => []);
    return Math.max(0, ...recordings.map((one) => one.serial));
  }

  async function open(rows) {
    let opening;
    try {
      opening = await post("/api/prompts/booth", {
        prompts: rows.map((row) => row.name), language: document.documentElement.lang,
      });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return tell(error.text);
    }
    const before = new Map();
    for (const row of rows) before.set(keyOf(row.name), await lastSerial(row));
    const lines = new Map(rows.map((row) => [keyOf(row.name), el("span", { class: "done", role: "status" })]));
    const until = new Date(opening.until);
    dialog.replaceChildren(
      el("header", {}, el("h2", { id: "booth-title" }, t("prompts.booth")), el("button", { type: "button", class: "quiet", onclick: () => dialog.close() }, t("prompts.close"))),
      el("p", {}, t("prompts.booth-dial", { number: opening.numbers.join(" / ") })),
      el("p", { class: "pin", id: "booth-pin" }, opening.pin),
      el("p", { class: "muted" }, t("prompts.booth-until", { time: until.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" }) })),
      el("ol", { class: "read-list" }, rows.map((row) =>
        el("li", {}, el("p", { class: "muted" }, `${row.number} · ${row.name.id} · ${languageName(row.name.language)} `, lines.get(keyOf(row.name))), el("p", { class: "read", lang: row.name.language }, row.text)))),
    );
    dialog.showModal();
    timer = setInterval(async () => {
      for (const row of rows) {
        const key = keyOf(row.name);
        if (lines.get(key).textContent || (await lastSerial(row)) <= before.get(key)) continue;
        lines.get(key).textContent = `✓ ${t("prompts.recorded")}`;
      }
    }, 3000);
  }

  return { open };
}
