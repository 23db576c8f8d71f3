// Who waits in the agent's queues, and the one reason to put somebody ahead: life and limb.

import { get, post } from "./api.js";
import { el, fill, find } from "./dom.js";
import { secondsSince, span } from "./time.js";
import { nameOf, t, word } from "./words.js";

/** For the call in hand: it goes ahead where it is sent on. */
export function lifeButton(desk) {
  const { isLifeAndLimb } = desk.state.call;
  return el("button", {
    type: "button", "data-key": "life", "aria-pressed": String(isLifeAndLimb), title: t("life.title"),
    onclick: () => desk.act(async () => desk.apply(await post("/api/desk/life-and-limb", { on: !isLifeAndLimb }))),
  }, t("life"));
}

export function startWaiting(desk) {
  find("who-waits").addEventListener("click", () => desk.act(() => open(desk)));
}

async function open(desk) {
  const { waiting } = await get("/api/desk/waiting");
  const dialog = find("waiting-list");
  fill(dialog,
    el("h2", { id: "waiting-title" }, t("who-waits")),
    el("p", { class: "muted small" }, t("life.title")),
    waiting.length === 0 ? el("p", {}, t("who-waits.none")) : el("ul", { class: "waiting" }, waiting.map((one) => row(desk, one))),
    el("form", { method: "dialog" }, el("button", { class: "primary" }, t("shortcuts.close"))));
  if (!dialog.open) dialog.showModal();
}

function row(desk, one) {
  const mark = () => desk.act(async () => {
    desk.apply(await post("/api/desk/life-and-limb", { on: !one.isLifeAndLimb, place: one.id }));
    await open(desk);
  });
  const what = [
    span(secondsSince(one.joinedAt)), nameOf(desk.catalogue.queues, one.queue), word(`language.${one.language}`) ?? one.language,
    one.lastDigits ? `…${one.lastDigits}` : t("anonymous"), one.conversation,
  ].join(" · ");
  return el("li", {}, what, " ",
    el("button", { type: "button", class: "small", "data-key": `life-${one.id}`, "aria-pressed": String(one.isLifeAndLimb), "aria-label": `${t("life")}: ${what}`, onclick: mark }, t("life")));
}
