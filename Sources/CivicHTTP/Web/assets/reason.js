// Why a file is opened that neither a call nor an assignment brings up: asked for once, in a dialog.

import { el } from "./dom.js";
import { t } from "./words.js";

const reasons = ["caller-asks", "follow-up", "writing", "correction", "check", "other"];

/** `{ reason, words }`, or null when nothing is to be opened. */
export function askReason() {
  let resolve;
  const promise = new Promise((done) => { resolve = done; });
  const words = el("input", { id: "reason-words", maxlength: 200, autocomplete: "off" });
  const choices = reasons.map((name) => el("label", { class: "check" },
    el("input", { type: "radio", name: "opening-reason", value: name, required: true, onchange: () => { words.required = name === "other"; } }),
    ` ${t(`opening.reason.${name}`)}`));
  const dialog = el("dialog", { class: "reason", "aria-labelledby": "reason-title" },
    el("h2", { id: "reason-title" }, t("opening.title")),
    el("p", {}, t("opening.lead")),
    el("form", {
      method: "dialog",
      onsubmit: () => resolve({ reason: dialog.querySelector("input:checked").value, words: words.value }),
    },
    el("fieldset", {}, el("legend", {}, t("opening.why")), choices),
    el("label", { for: "reason-words" }, t("opening.words")), words,
    el("div", { class: "row end" },
      el("button", { type: "button", "data-key": "reason-cancel", onclick: () => dialog.close() }, t("opening.cancel")),
      el("button", { type: "submit", class: "primary", "data-key": "reason-open" }, t("opening.open")))));
  dialog.addEventListener("close", () => {
    dialog.remove();
    resolve(null);
  });
  document.body.append(dialog);
  dialog.showModal();
  return promise;
}
