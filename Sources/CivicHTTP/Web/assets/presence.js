// The bar: the agent's own state, the phone, the line.

import { post } from "./api.js";
import { el, fill, find } from "./dom.js";
import { drivePhone } from "./phone.js";
import { inLanguage, nameOf, t, word } from "./words.js";
import { clock } from "./time.js";

export function startPresence(desk) {
  find("choose-ready").addEventListener("click", () => choose(desk, "ready"));
  find("choose-not-ready").addEventListener("click", () => choose(desk, "not-ready"));
  find("reason").addEventListener("change", () => {
    if (desk.state?.state === "not-ready") choose(desk, "not-ready");
  });
}

export function toggleReady(desk) {
  choose(desk, desk.state?.state === "ready" ? "not-ready" : "ready");
}

function choose(desk, choice) {
  const body = choice === "not-ready" ? { choice, reason: find("reason").value } : { choice };
  desk.act(async () => desk.apply(await post("/api/desk/choice", body)));
}

export function drawReasons(desk) {
  const select = find("reason");
  const chosen = select.value;
  fill(select, desk.catalogue.notReadyReasons.map((reason) => el("option", { value: reason.id }, inLanguage(reason))));
  if (chosen) select.value = chosen;
}

export function drawPresence(desk) {
  const { state } = desk;
  if (!state) return;
  find("badge").dataset.state = state.state;
  find("state").textContent = t(`state.${state.state}`);
  find("state-reason").textContent =
    state.state === "not-ready" && state.reason
      ? word(`reason.${state.reason}`) ?? nameOf(desk.catalogue.notReadyReasons, state.reason)
      : "";
  find("state-time").dataset.clock = state.since;
  const until = find("state-until");
  if (state.until && state.state === "wrap-up") until.dataset.left = state.until;
  else {
    delete until.dataset.left;
    until.textContent = "";
  }
  const [ready, notReady] = [find("choose-ready"), find("choose-not-ready")];
  ready.setAttribute("aria-pressed", String(state.state === "ready"));
  notReady.setAttribute("aria-pressed", String(state.state === "not-ready"));
  ready.querySelector("kbd").hidden = state.state === "ready";
  notReady.querySelector("kbd").hidden = state.state !== "ready";
  const inCall = ["reserved", "ringing", "talking", "wrap-up"].includes(state.state);
  ready.title = notReady.title = inCall ? t("after-call") : "";
  drivePhone(desk);
  find("waiting").textContent = state.waiting ? String(state.waiting) : t("waiting.none");
  find("longest-wait").textContent = state.waiting ? clock(state.longestWait) : "–";
}
