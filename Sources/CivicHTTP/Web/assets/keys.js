// The keyboard. Function keys work while an input method is composing Chinese, and clash with no text field.

import { el, fill, find } from "./dom.js";
import { openOthers } from "./transfer.js";
import { t } from "./words.js";
import { toggleReady } from "./presence.js";
import { save } from "./work.js";

const list = [
  ["F1", "key.help"], ["F2", "key.ready"], ["F3", "key.search"], ["F4", "key.note"], ["F6", "key.candidates"],
  ["F7", "key.case"], ["F8", "key.wrap-up"], ["F9", "key.transfer"], ["F10", "key.hang-up"],
  ["F11", "key.mask"], ["F12", "key.others"], ["Ctrl ↵", "key.save"],
];

export function startKeys(desk) {
  const actions = {
    F1: () => showHelp(),
    F2: () => toggleReady(desk),
    F3: () => find("search-text").select(),
    F4: () => find("note").focus(),
    F6: () => (document.querySelector("#candidates button") ?? find("caller")).focus(),
    F7: () => {
      find("new-case").open = true;
      find("case-service").focus();
    },
    F8: () => (document.querySelector("#codes input:checked") ?? document.querySelector("#codes input"))?.focus(),
    F9: () => find("transfer-queue")?.focus(),
    F10: () => (find("accept") ? find("accept").click() : find("hang-up")?.focus()),
    F11: () => find("mask")?.click(),
    F12: () => openOthers(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey || event.metaKey || event.shiftKey) return;
    if (event.ctrlKey && event.key === "Enter") {
      event.preventDefault();
      save(desk);
      return;
    }
    const action = event.ctrlKey ? null : actions[event.key];
    if (!action || (find("help-list").open && event.key !== "F1")) return;
    event.preventDefault();
    if (!event.repeat) action();
  });
  find("help").addEventListener("click", showHelp);
}

function showHelp() {
  const dialog = find("help-list");
  if (dialog.open) return dialog.close();
  fill(find("keys"), list.flatMap(([key, name]) => [el("dt", {}, el("kbd", {}, key)), el("dd", {}, t(name))]));
  dialog.showModal();
}
