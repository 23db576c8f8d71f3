// Right: what the hotline knows, found by the citizen's own words; read aloud, and noted as told.

import { post } from "./api.js";
import { el, fill, find, icon } from "./dom.js";
import { drawRecord } from "./cases.js";
import { language, t, word } from "./words.js";

let found = null;
let sendsTexts = false;
const told = new Map();

export function startArticles(desk) {
  find("articles-form").addEventListener("submit", (event) => {
    event.preventDefault();
    desk.act(async () => {
      const words = find("articles-text").value.trim();
      found = null;
      if (words) {
        const answer = await post("/api/desk/articles", { q: words });
        found = answer.articles;
        sendsTexts = answer.sendsTexts;
      }
      drawArticles(desk);
    });
  });
}

/** The citizen's language where the article has it, else the agent's. */
function tongue(desk, article) {
  const wanted = desk.state?.call?.language;
  return article.texts[wanted] ? wanted : article.texts[language()] ? language() : Object.keys(article.texts)[0];
}

export function drawArticles(desk) {
  const place = find("articles");
  if (!found) return fill(place);
  fill(place,
    el("p", { class: "muted small", role: "status" }, found.length ? t("answers.found", { count: found.length }) : t("answers.none")),
    found.map((article) => drawArticle(desk, article)));
}

function drawArticle(desk, article) {
  const tag = tongue(desk, article);
  const texts = article.texts[tag];
  const call = desk.state?.call;
  const key = `${article.id} ${article.version} ${call?.conversation ?? desk.record?.citizen.id ?? ""}`;
  const mayTell = !article.isExpired && Boolean(call || desk.record);
  const tell = (channel) => desk.act(async () => {
    const form = { version: article.version, language: tag, channel };
    if (!call && desk.record) form.citizenId = desk.record.citizen.id;
    const line = await post(`/api/desk/articles/${article.id}/told`, form);
    told.set(key, true);
    const card = desk.state?.call?.card ?? desk.record?.card;
    if (card) card.told = [line, ...(card.told ?? [])];
    drawArticles(desk);
    if (call) drawRecord(desk);
    else desk.drawFound();
    desk.say(t(channel === "sms" ? "answers.sent" : "answers.noted"));
  });
  return el("details", { class: "answer", open: found.length === 1 },
    el("summary", { "data-key": `answer-${article.id}` }, texts.name,
      article.isExpired ? el("span", { class: "tag bad" }, t("knowledge.need.expired")) : null,
      article.isPrivate ? el("span", { class: "tag" }, t("answers.private")) : null),
    article.isExpired ? el("p", { class: "need" }, icon("alert"), t("answers.expired")) : null,
    article.isExpired ? null : el("div", { lang: tag }, texts.speech.map((part) => el("p", {}, part))),
    el("p", { class: "muted small" }, t("answers.until", { day: article.lastDay, version: article.version }),
      ` · ${word(`language.${tag}`) ?? tag}`),
    mayTell
      ? el("div", { class: "row" },
        el("button", { type: "button", class: "small primary", "data-key": `told-${article.id}`, onclick: () => tell("speech") },
          told.has(key) ? icon("check") : null, t("answers.tell")),
        sendsTexts && texts.sms && call?.callerNumber
          ? el("button", { type: "button", class: "small", "data-key": `text-${article.id}`, onclick: () => tell("sms") }, t("answers.text"))
          : null)
      : null);
}
