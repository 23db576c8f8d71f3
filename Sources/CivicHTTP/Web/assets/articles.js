// Right: what the hotline knows, found by the citizen's own words; read aloud, and noted as told.

import { post } from "./api.js";
import { el, fill, find, icon } from "./dom.js";
import { drawRecord } from "./cases.js";
import { language, t, word } from "./words.js";

let found = null;
let sendsTexts = false;
const told = new Map();
/** Articles that the agent has unfolded. */
const unfolded = new Set();
let isTelling = false;

export function startArticles(desk) {
  find("articles-form").addEventListener("submit", (event) => {
    event.preventDefault();
    desk.act(async () => {
      const words = find("articles-text").value.trim();
      found = null;
      unfolded.clear();
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

/** Whom an article is told now: the call, else the record that is open. */
const listener = (desk) => desk.state?.call?.conversation ?? desk.record?.citizen.id ?? null;

const keyOf = (article, whom) => `${article.id} ${article.version} ${whom}`;

async function tell(desk, article, tag, channel) {
  const whom = listener(desk);
  if (isTelling || whom === null) return;
  isTelling = true;
  drawArticles(desk);
  await desk.act(async () => {
    const form = { version: article.version, language: tag, channel };
    if (!desk.state?.call) form.citizenId = whom;
    const line = await post(`/api/desk/articles/${article.id}/told`, form);
    told.set(keyOf(article, whom), true);
    // The next call may be there by now; the line is not of its card.
    if (listener(desk) === whom) {
      const { card } = desk.state?.call ?? desk.record;
      if (card) card.told = [line, ...(card.told ?? [])];
      if (desk.state?.call) drawRecord(desk);
      else desk.drawFound();
    }
    desk.say(t(channel === "sms" ? "answers.sent" : "answers.noted"));
  });
  isTelling = false;
  drawArticles(desk);
}

function drawArticle(desk, article) {
  const tag = tongue(desk, article);
  const texts = article.texts[tag];
  const call = desk.state?.call;
  const whom = listener(desk);
  const fold = ({ target }) => (target.open ? unfolded.add(article.id) : unfolded.delete(article.id));
  // Not `disabled`: that would take the keyboard's focus away.
  const button = (channel, properties, ...children) =>
    el("button", { type: "button", "aria-disabled": isTelling ? "true" : null, onclick: () => tell(desk, article, tag, channel), ...properties }, ...children);
  return el("details", { class: "answer", open: found.length === 1 || unfolded.has(article.id), ontoggle: fold },
    el("summary", { "data-key": `answer-${article.id}` }, texts.name,
      article.isExpired ? el("span", { class: "tag bad" }, t("knowledge.need.expired")) : null,
      article.isPrivate ? el("span", { class: "tag" }, t("answers.private")) : null),
    article.isExpired ? el("p", { class: "need" }, icon("alert"), t("answers.expired")) : null,
    article.isExpired ? null : el("div", { lang: tag }, texts.speech.map((part) => el("p", {}, part))),
    el("p", { class: "muted small" }, t("answers.until", { day: article.lastDay, version: article.version }),
      ` · ${word(`language.${tag}`) ?? tag}`),
    article.isExpired || whom === null
      ? null
      : el("div", { class: "row" },
        button("speech", { class: "small primary", "data-key": `told-${article.id}` },
          told.has(keyOf(article, whom)) ? icon("check") : null, t("answers.tell")),
        sendsTexts && texts.sms && call?.callerNumber
          ? button("sms", { class: "small", "data-key": `text-${article.id}` }, t("answers.text"))
          : null));
}
