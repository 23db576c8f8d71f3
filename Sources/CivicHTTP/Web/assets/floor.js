// The floor and the wall: who waits, who is at work, what callers hear first; on the floor a supervisor takes part in a talk
// with this browser, and changes who serves which queue.

import { Refusal, get } from "./api.js";
import { el, fill, find } from "./dom.js";
import { openMembership } from "./floor-membership.js";
import { drawSurges, startSurges } from "./floor-surge.js";
import { connect, openMicrophone } from "./rtc.js";
import { startWords, t, word } from "./words.js";

const data = JSON.parse(find("floor-data").textContent);
startWords({ [document.documentElement.lang]: data.words }, document.documentElement.lang);

const pace = 2000; // ms between two looks
let floor = null;
let offset = 0; // of the server's clock, ms
let line = null;
let stream = null;
let part = null; // { conversation, mode, agent }
let isAsking = false;

const clock = (seconds) => {
  const whole = Math.max(0, Math.floor(seconds));
  const minutes = Math.floor(whole / 60);
  return minutes >= 60
    ? `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:${String(whole % 60).padStart(2, "0")}`
    : `${minutes}:${String(whole % 60).padStart(2, "0")}`;
};
const since = (time) => clock((Date.now() + offset - Date.parse(time)) / 1000);
const say = (text) => find("floor-status").textContent !== text && (find("floor-status").textContent = text);

async function look() {
  try {
    take(await get("/api/floor"));
    say("");
  } catch (error) {
    say(error instanceof Refusal && error.status === 401 ? t("floor.signed-out") : t("floor.lost"));
  }
}

function take(next) {
  floor = next;
  offset = Date.parse(floor.at) - Date.now();
  draw();
}

function draw() {
  fill(find("queues"), floor.queues.map(tile));
  drawSurges(floor.surges, Date.parse(floor.at));
  if (find("agents")) {
    fill(find("agents"), floor.agents.map(row));
    drawPart();
  }
  if (find("wall-agents")) {
    const present = floor.agents.filter((agent) => agent.state !== "signed-out");
    fill(find("wall-agents"), present.map((agent) => el("li", {}, mark(agent, ` ${agent.name} · ${since(agent.since)}`))));
    find("wall-time").textContent = new Date(Date.now() + offset).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  }
}

// The figures of the day, by the formulas of the reports: shares are of all who do not wait any more, without those who hung
// up at once.
function tile(queue) {
  const ended = queue.counted;
  const share = ended ? queue.answeredInTime / ended : null;
  const alarms = [
    queue.waiting > 0 && queue.agentsReady + queue.agentsTalking === 0 ? t("floor.alarm.nobody") : null,
    queue.longestWait > 120 ? t("floor.alarm.long", { time: clock(queue.longestWait) }) : null,
    ended >= 20 && queue.answered / ended < 0.95 ? t("floor.alarm.abandoned") : null,
  ].filter(Boolean);
  const percent = (value) => (value === null ? "–" : `${Math.round(value * 100)} %`);
  const pair = (name, value, kind) => [el("dt", {}, name), el("dd", kind ? { class: kind } : {}, value)];
  return el("article", { class: alarms.length ? "tile alarm" : "tile" },
    el("h2", {}, data.queues[queue.id] ?? queue.id),
    el("dl", {},
      pair(t("floor.waiting"), String(queue.waiting), queue.waiting ? "bad" : "good"),
      pair(t("floor.longest"), queue.waiting ? clock(queue.longestWait) : "–"),
      pair(t("floor.ready"), String(queue.agentsReady)),
      pair(t("floor.talking"), String(queue.agentsTalking)),
      pair(t("floor.level", { seconds: queue.serviceLevel }), percent(share), share === null ? null : share >= 0.95 ? "good" : "bad"),
      pair(t("floor.answered"), String(queue.answered)),
      pair(t("floor.abandoned"), String(queue.abandoned))),
    alarms.map((alarm) => el("p", { class: "alarm-text", role: "alert" }, `⚠ ${alarm}`)));
}

function mark(agent, more = "") {
  const reason = agent.state === "not-ready" && agent.reason ? ` · ${word(`reason.${agent.reason}`) ?? agent.reason}` : "";
  return el("span", { class: "state-mark", "data-state": agent.state }, `${t(`state.${agent.state}`)}${reason}${more}`);
}

function row(agent) {
  return el("tr", {},
    el("th", { scope: "row" }, agent.name),
    el("td", {}, mark(agent)),
    el("td", { class: "figure" }, agent.state === "signed-out" ? "–" : since(agent.since)),
    el("td", {}, agent.device ? t(`floor.device.${agent.device}`) : "–"),
    el("td", {}, agent.holds.queues.map(queueName).join(", ") || "–", isChanged(agent) ? el("span", { class: "muted small" }, ` ${t("floor.changed")}`) : null),
    el("td", {}, skills(agent), " ", el("button", {
      type: "button", class: "small", "data-key": `serves-${agent.id}`, "aria-label": `${t("floor.change")}: ${agent.name}`, "aria-haspopup": "dialog",
      onclick: () => openMembership(agent, { queues: floor.queues.map((one) => one.id), name: queueName, skill: skillName, onSaved: take }),
    }, t("floor.change"))),
    el("td", {}, ways(agent)));
}

const queueName = (id) => data.queues[id] ?? id;
const skillName = (name) => word(`surge.lang.${name}`) ?? name;
const isChanged = (agent) => JSON.stringify(agent.holds) !== JSON.stringify(agent.configured);
const skills = (agent) =>
  Object.entries(agent.holds.levels).filter(([, level]) => level > 0).map(([name, level]) => `${skillName(name)} ${level}`).join(", ") || "–";

function ways(agent) {
  if (agent.state !== "talking" || !agent.conversation) return null;
  if (agent.supervision && agent.conversation !== part?.conversation) return t("floor.by", { who: agent.supervisor });
  if (agent.conversation === part?.conversation) return t(`floor.mode.${part.mode}`);
  return el("div", { class: "row" }, ["listen", "whisper", "barge"].map((mode) =>
    el("button", { type: "button", class: "small", "data-key": `${mode}-${agent.id}`, "aria-label": `${t(`floor.${mode}`)}: ${agent.name}`, onclick: () => join(agent, mode) },
      t(`floor.${mode}`))));
}

async function join(agent, mode) {
  if (isAsking) return;
  isAsking = true;
  leave();
  try {
    stream = await openMicrophone();
    open(mode);
    part = { conversation: agent.conversation, mode, agent: agent.name };
    const path = `/api/floor/calls/${encodeURIComponent(agent.conversation)}?as=${mode}`;
    line = await connect(path, stream.getAudioTracks()[0], (how) => how !== "connected" && leave());
    await look();
  } catch (error) {
    leave();
    say(error instanceof Refusal ? error.text : t("floor.no-microphone"));
  } finally {
    isAsking = false;
  }
}

/** Who only listens sends no sound at all. */
const open = (mode) => stream?.getAudioTracks().forEach((track) => (track.enabled = mode !== "listen"));

async function change(mode) {
  if (!part) return;
  const response = await fetch("/api/floor/supervision", {
    method: "PUT", credentials: "same-origin", headers: { "content-type": "application/json" }, body: JSON.stringify({ mode }),
  });
  if (!response.ok) return leave();
  part.mode = mode;
  open(mode);
  draw();
}

/** From here on the call is the supervisor's own. */
async function takeOver() {
  if (!part) return;
  const response = await fetch("/api/floor/take-over", { method: "POST", credentials: "same-origin", headers: { accept: "application/json" } });
  if (!response.ok) {
    const refusal = new Refusal(response.status, await response.json().catch(() => ({})));
    return say(refusal.text);
  }
  part.mode = "own";
  open("barge");
  draw();
}

function leave() {
  line?.close();
  stream?.getTracks().forEach((track) => track.stop());
  if (line) fetch("/api/floor/supervision", { method: "DELETE", credentials: "same-origin", keepalive: true }).catch(() => {});
  [line, stream, part] = [null, null, null];
  drawPart();
}

function drawPart() {
  const place = find("supervision");
  if (!place) return;
  place.hidden = !part;
  if (!part) return fill(place);
  fill(place,
    el("strong", { role: "status" }, t(`floor.now.${part.mode}`, { who: part.agent })),
    (part.mode === "own" ? [] : ["listen", "whisper", "barge"]).map((mode) =>
      el("button", { type: "button", "data-key": `mode-${mode}`, "aria-pressed": String(part.mode === mode), onclick: () => change(mode) }, t(`floor.${mode}`))),
    part.mode === "own" ? null : el("button", { type: "button", "data-key": "take-over", onclick: takeOver }, t("floor.take-over")),
    el("button", { type: "button", class: "danger", "data-key": "leave", onclick: leave }, t(part.mode === "own" ? "floor.hang-up" : "floor.leave")));
}

addEventListener("pagehide", leave);
startSurges(data.texts, look);
await look();
setInterval(look, pace);
