// A telephone in a page: one call to the hotline with the browser's microphone and a keypad.

import { find } from "./dom.js";
import { Refusal } from "./api.js";
import { OwnMachine, connect, openMicrophone, quality } from "./rtc.js";
import { startWords, t } from "./words.js";

const words = JSON.parse(find("page-words").textContent);
startWords({ [document.documentElement.lang]: words }, document.documentElement.lang);

let line = null;
let stream = null;
let startedAt = null;
let last = null;

find("from").value = sessionStorage.getItem("civicline-from") ?? "";
find("call").addEventListener("click", call);
find("end").addEventListener("click", hangUp);
find("pad").addEventListener("click", (event) => {
  const key = event.target.closest("button")?.textContent;
  if (key) press(key);
});
document.addEventListener("keydown", (event) => {
  if (event.target.tagName === "INPUT" || event.ctrlKey || event.altKey || event.metaKey) return;
  if (line && /^[0-9*#]$/.test(event.key)) press(event.key);
});
addEventListener("pagehide", () => line && hangUp());
setInterval(tick, 1000);

async function call() {
  find("call").disabled = true;
  show(t("dial.calling"));
  find("pressed").textContent = "";
  const from = find("from").value.trim();
  sessionStorage.setItem("civicline-from", from);
  try {
    stream = await openMicrophone();
  } catch {
    return over(t("dial.no-microphone"));
  }
  const query = from ? `?from=${encodeURIComponent(from)}` : "";
  try {
    line = await connect(`/api/call${query}`, stream.getAudioTracks()[0], (how) => {
      if (how === "connected") {
        startedAt = Date.now();
        tick();
      } else over(t(how === "closed" ? "dial.ended" : "dial.lost"));
    });
    [find("call").hidden, find("end").hidden] = [true, false];
    find("end").focus();
  } catch (error) {
    leave(error.location);
    if (error instanceof OwnMachine) return over(t("dial.own-machine"));
    const why = error instanceof Refusal ? t(`dial.refused.${(error.problem.type ?? "").split(":").pop()}`) : t("dial.lost");
    over(why.startsWith("dial.") ? t("dial.refused") : why);
  }
}

function hangUp() {
  const { location } = line ?? {};
  line?.close();
  leave(location);
  over(t("dial.ended"));
}

function leave(location) {
  if (location) fetch(location, { method: "DELETE", credentials: "same-origin", keepalive: true }).catch(() => {});
}

function over(text) {
  stream?.getTracks().forEach((track) => track.stop());
  [line, stream, startedAt, last] = [null, null, null, null];
  const hadFocus = document.activeElement === find("end");
  [find("call").hidden, find("end").hidden] = [false, true];
  find("call").disabled = false;
  if (hadFocus) find("call").focus();
  find("line").textContent = "";
  show(text);
}

function press(key) {
  if (!line) return;
  line.press(key);
  find("pressed").textContent = (find("pressed").textContent + key).slice(-24);
}

async function tick() {
  if (!line || startedAt === null) return;
  const seconds = Math.floor((Date.now() - startedAt) / 1000);
  show(t("dial.connected", { time: `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}` }));
  if (seconds % 2) return;
  last = await quality(line, last?.counts).catch(() => null);
  if (last && line) find("line").textContent = t("dial.line", { word: t(`dial.quality.${last.toMe}`), ms: last.roundTrip ?? "–" });
}

const show = (text) => {
  if (find("state").textContent !== text) find("state").textContent = text;
};
