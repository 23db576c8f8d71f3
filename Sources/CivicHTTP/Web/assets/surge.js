// What is put in front of calls: a prepared text or own words, for a while; one click on, one click off.

import { Refusal, get, post } from "./api.js";
import { el, fill, find } from "./dom.js";
import { startWords, t, word } from "./words.js";

const data = JSON.parse(find("page-data").textContent);
const tongue = document.documentElement.lang;
startWords(data.words, tongue);

let board = data.board;
const own = {};
const languageName = (tag) => word(`surge.lang.${tag}`) ?? tag;
const nameOf = (id) => word(`surge.name.${id.replace(/^surge\./, "")}`) ?? id.replace(/^surge\./, "");
const clock = (date) =>
  new Date(date).toLocaleString(tongue, { month: "numeric", day: "numeric", weekday: "short", hour: "2-digit", minute: "2-digit" });

// MARK: Now

function drawNow() {
  fill(find("now"), board.active.length === 0 ? el("p", { class: "none" }, t("surge.nothing")) : board.active.map(drawNotice),
    board.planned.length === 0 ? null : el("h3", {}, t("surge.planned-title")), board.planned.map(drawNotice));
}

function drawNotice(notice) {
  const said = Object.entries(notice.words).map(([tag, words]) => el("p", { lang: tag }, words));
  const name = notice.text.startsWith("surge.own.") ? t("surge.own-words") : nameOf(notice.text);
  return el("article", {},
    el("div", {},
      el("strong", {}, `${name} · ${notice.plan ?? t("surge.every-plan")}`), said,
      el("p", { class: "muted small" }, t("surge.by", { who: notice.author, since: clock(notice.since), until: clock(notice.until) })),
      notice.silent.length > 0
        ? el("p", { class: "silent" }, `${t("surge.silent")} ${notice.silent.map(languageName).join(", ")}`) : null),
    el("button", { type: "button", "data-key": `off-${notice.id}`, onclick: () => takeAway(notice) }, t("surge.take-away")));
}

// MARK: The texts

function drawTexts() {
  find("texts").append(...board.texts.map((text) => {
    const tags = Object.keys(text.words);
    return el("li", { class: "text" },
      el("div", {}, el("strong", {}, nameOf(text.id)),
        el("p", { class: "small" }, text.words[tongue] ?? Object.values(text.words)[0] ?? ""),
        text.silent.length > 0
          ? el("p", { class: "silent small" }, `${t("surge.silent")} ${text.silent.map(languageName).join(", ")}`) : null),
      el("div", { class: "buttons" },
        tags.map((tag) =>
          el("button", { type: "button", class: "small", disabled: text.silent.includes(tag), onclick: () => playText(text.id, tag) },
            `▶ ${languageName(tag)}`)),
        el("button", { type: "button", class: "small danger-fill put", "data-text": text.id, onclick: () => put({ text: text.id }) },
          t("surge.put-now"))));
  }));
}

/** Tags of the languages that callers of the chosen plan are served in. */
function tags() {
  const plan = find("plan").value;
  const meant = board.plans.filter((one) => one.announces && (plan === "" || one.name === plan));
  return [...new Set(meant.flatMap((one) => one.languages))];
}

function drawOwn() {
  fill(find("own"), tags().map((tag) => {
    const field = el("textarea", {
      id: `words-${tag}`, "data-key": `words-${tag}`, lang: tag, rows: 3, maxlength: 400, required: true,
      oninput: (event) => (own[tag] = event.target.value),
    });
    field.value = own[tag] ?? "";
    return el("div", {},
      el("label", { for: `words-${tag}` }, languageName(tag)), field,
      el("div", { class: "row" },
        el("button", { type: "button", class: "small", "data-key": `hear-${tag}`, disabled: !board.voices.includes(tag), onclick: () => hear(tag) },
          `▶ ${t("surge.listen")}`),
        board.voices.includes(tag) ? null : el("span", { class: "silent small" }, t("surge.no-voice"))));
  }));
}

function drawPlans() {
  const announcing = board.plans.filter((one) => one.announces);
  find("plan").append(el("option", { value: "" }, t("surge.every-plan")),
    ...announcing.map((one) => el("option", { value: one.name }, one.name)));
  find("plan").addEventListener("change", drawOwn);
  const deaf = board.plans.filter((one) => !one.announces).map((one) => one.name);
  find("unheard").textContent = deaf.length > 0 ? t("surge.unheard", { plans: deaf.join(", ") }) : "";
  for (const button of document.querySelectorAll("button.put, #own-put")) button.disabled = announcing.length === 0;
  find("hours").append(...[1, 2, 3, 6, 12, 24, 48, 72, 168].map((hours) =>
    el("option", { value: hours, selected: hours === 6 }, hours < 48 ? t("surge.n-hours", { n: hours }) : t("surge.n-days", { n: hours / 24 }))));
}

// MARK: Hearing

async function play(url) {
  const player = find("sound");
  player.src = url;
  await player.play().catch(() => {});
}

let audio = null;

/** Through the audio graph: a page with our content policy plays no blobs. */
async function playBytes(bytes) {
  audio ??= new AudioContext();
  const source = audio.createBufferSource();
  source.buffer = await audio.decodeAudioData(bytes);
  source.connect(audio.destination);
  source.start();
}

const playText = (id, tag) => play(`/api/surge/texts/${encodeURIComponent(id)}/sound?language=${encodeURIComponent(tag)}`);

function hear(tag) {
  return act(async () => {
    tell(t("surge.speaking"));
    const response = await fetch("/api/surge/voice", {
      method: "POST", credentials: "same-origin", headers: { "content-type": "application/json", accept: "audio/wav" },
      body: JSON.stringify({ words: own[tag] ?? "", language: tag }),
    });
    if (!response.ok) throw new Refusal(response.status, await response.json().catch(() => ({})));
    tell("");
    await playBytes(await response.arrayBuffer());
  });
}

// MARK: Acting

function tell(text) {
  find("told").textContent = text;
}

async function act(work) {
  find("refused").hidden = true;
  try {
    await work();
  } catch (error) {
    tell("");
    find("refused").hidden = false;
    find("refused").textContent = error instanceof Refusal ? error.text : String(error);
    if (error instanceof Refusal && error.status === 401) location.assign("/sign-in");
  }
}

function takeAway(notice) {
  return act(async () => {
    board = await post(`/api/surge/${notice.id}/end`);
    drawNow();
    tell(t("surge.taken-away"));
  });
}

/** In seconds since 1970; nothing for now. */
const beginning = () => (find("from").value ? Math.floor(new Date(find("from").value).getTime() / 1000) : undefined);

function put(wish) {
  return act(async () => {
    tell(wish.words ? t("surge.speaking") : "");
    board = await post("/api/surge", { ...wish, plan: find("plan").value || undefined, hours: Number(find("hours").value), from: beginning() });
    drawNow();
    tell(beginning() ? "" : t("surge.put-told"));
    find("now-title").scrollIntoView({ block: "start" });
  });
}

find("own-form").addEventListener("submit", (event) => {
  event.preventDefault();
  find("own-put").disabled = true;
  put({ words: Object.fromEntries(tags().map((tag) => [tag, own[tag] ?? ""])) })
    .finally(() => (find("own-put").disabled = false));
});

drawNow();
drawTexts();
drawPlans();
drawOwn();
// Others may put something in front or take it away.
setInterval(() => act(async () => {
  board = await get("/api/surge");
  drawNow();
}), 15_000);
