// The desk: one state from the server, drawn into the page.
//
//   /api/desk/state ──▶ apply ──▶ presence, caller, cases, work
//   /api/desk/events ─▶   │
//                         └────▶ announcements, title, ring

import { Refusal, get, post } from "./api.js";
import { drawArticles, startArticles } from "./articles.js";
import { drawRecord } from "./cases.js";
import { drawCaller, phase } from "./caller.js";
import { el, fill, find } from "./dom.js";
import { startKeys } from "./keys.js";
import { isLineUp, startPhone } from "./phone.js";
import { drawPresence, drawReasons, startPresence } from "./presence.js";
import { drawSurge } from "./desk-surge.js";
import { drawRing, ring, startRing } from "./ring.js";
import { follow } from "./stream.js";
import { now, secondsSince, setServerTime, span, tick } from "./time.js";
import { startWaiting } from "./waiting.js";
import { language, onLanguage, setLanguage, startWords, t } from "./words.js";
import { drawChoices, drawFound, drawWork, startWork, suggest } from "./work.js";

const data = JSON.parse(find("page-data").textContent);
startWords(data.words, document.documentElement.lang);

const desk = {
  catalogue: data.catalogue,
  sendsTexts: data.sendsTexts,
  state: null,
  openedCases: new Set(),
  histories: new Map(),
  transferTarget: null,
  notedConversation: undefined,
  found: null,
  record: null,
  suggest,
  drawFound: () => drawFound(desk),

  /** Takes a state of the server and draws what has changed. */
  apply(state) {
    const before = this.state;
    this.state = state;
    setServerTime(state.now);
    if (before && before.call?.conversation !== state.call?.conversation) {
      this.openedCases.clear();
      this.histories.clear();
    }
    this.redraw(before);
    announce(before, state);
  },

  redraw(before) {
    const changed = (part) => !before || JSON.stringify(part(before)) !== JSON.stringify(part(this.state));
    drawPresence(this);
    if (changed((state) => [state.state, state.since, state.call, state.phoneWindow])) drawCaller(this);
    if (changed((state) => state.call?.card)) drawRecord(this);
    if (changed((state) => [state.call?.conversation, state.call?.language])) drawArticles(this);
    if (changed((state) => state.surges)) drawSurge(this.state.surges);
    if (this.record && changed((state) => [state.call?.conversation, state.call?.citizenId])) drawFound(this);
    drawWork(this);
    tick();
  },

  confirm(citizenId) {
    this.act(async () => this.apply(await post("/api/desk/confirm-citizen", { citizenId })));
  },

  /** A case that was just saved takes its place on the card without waiting for the next event. */
  caseChanged(record) {
    this.histories.delete(record.id);
    const card = this.state?.call?.card;
    if (card) {
      const others = card.openCases.filter((one) => one.id !== record.id);
      card.openCases = record.state === "closed" ? others : [record, ...others];
      card.openCases.sort((one, other) => Date.parse(one.deadline) - Date.parse(other.deadline));
      drawRecord(this);
    }
    if (this.record && this.record.citizen.id === record.citizenId) {
      this.record.cases = [record, ...this.record.cases.filter((one) => one.id !== record.id)];
      drawFound(this);
    }
  },

  /** Runs what the agent asked for and tells when it was refused. */
  async act(work) {
    try {
      await work();
    } catch (error) {
      if (error instanceof Refusal && error.status === 401) this.signedOut();
      else this.say(t("failed", { why: error instanceof Refusal ? error.text : String(error) }), true);
    }
  },

  /** A talk through this window goes on; the way to sign in would cut it off, so it comes after the talk. */
  signedOut() {
    isSignedOut = true;
    find("banner").hidden = false;
    if (isLineUp()) fill(find("banner"), t("session-ended.talk"));
    else fill(find("banner"), t("session-ended"), el("a", { class: "button", href: "/sign-in" }, t("sign-in-again")));
  },

  say(text, bad = false, stays = 6000) {
    const status = find("status");
    status.textContent = text;
    status.classList.toggle("bad", bad);
    clearTimeout(this.quiet);
    this.quiet = setTimeout(() => (status.textContent = ""), stays);
  },
};

function announce(before, state) {
  const [was, is] = [phase(before), phase(state)];
  const newCall = before?.call?.conversation !== state.call?.conversation;
  document.title = is === "incoming" ? `☎ ${t("state.ringing")}` : `${t("desk")} · ${hotlineName()}`;
  if (is === "incoming" && (was !== "incoming" || newCall)) {
    const best = state.call.card.candidates[0];
    find("announce").textContent = t("announce.incoming", {
      who: best ? t("announce.maybe", { name: best.citizen.name }) : t("announce.unknown"),
      time: span(secondsSince(state.call.joinedAt)),
    });
    ring();
  }
  if (is === "ended" && was === "talking") find("announce").textContent = t("announce.ended");
}

const hotlineName = () => (language() === "en" ? data.catalogue.hotline.en : data.catalogue.hotline.zh);

let lostAt = null;

function drawBanner() {
  const banner = find("banner");
  banner.hidden = lostAt === null;
  // Written once: an alert that changes each second would be read out each second.
  if (lostAt === null || banner.lang === language()) return;
  banner.lang = language();
  fill(banner, t("lost"),
    el("span", { class: "clock", "aria-hidden": "true", "data-clock": new Date(lostAt).toISOString() }));
}

let isSignedOut = false;

function drawAll() {
  find("hotline").textContent = hotlineName();
  drawReasons(desk);
  drawChoices(desk);
  drawArticles(desk);
  drawRing();
  if (desk.state) desk.redraw();
  else drawRecord(desk);
}

// A burst of events (after a reload) is drawn once, by its last.
let pending = null;

function later(state) {
  if (pending === null) {
    setTimeout(() => {
      desk.apply(pending);
      pending = null;
    }, 20);
  }
  pending = state;
}

startPresence(desk);
startPhone(desk);
startWork(desk);
startArticles(desk);
startKeys(desk);
startWaiting(desk);
startRing();
find("language").addEventListener("click", () => setLanguage(language() === "en" ? "zh-CN" : "en"));
onLanguage(drawAll);
drawAll();
setInterval(() => {
  tick();
  if (!isSignedOut) drawBanner();
}, 1000);
// Deadlines grow older while nobody touches the page.
setInterval(() => desk.state && !find("record").contains(document.activeElement) && drawRecord(desk), 60_000);
await desk.act(async () => desk.apply(await get("/api/desk/state")));
follow({
  onEvent: (event) => later(event.state),
  onUp: () => {
    lostAt = null;
    find("banner").lang = "";
    drawBanner();
  },
  onDown: () => {
    lostAt ??= now();
    drawBanner();
  },
  onSignedOut: () => desk.signedOut(),
});
