// The citizen of a case is called through the hotline: by a code from any telephone, on one's own, or in this browser.

import { Refusal, post } from "./api.js";
import { el, fill } from "./dom.js";
import { OwnMachine, connect, openMicrophone } from "./rtc.js";
import { day, now } from "./time.js";
import { t } from "./words.js";

/** How such a call ended, as a line of the history. */
export const relayEnding = (line) => t(`work.relay.ended.${line.about}`, { n: Math.max(1, Math.round((line.seconds ?? 0) / 60)) });

/** Codes by case: each is shown once, so it stays when the case is drawn again. */
const leaves = new Map();
/** This browser's call, of whichever case: `{ file, line, over }`. */
let live = null;
/** The case that is open, and where it is drawn. */
let shown = null;
let isBusy = false;

addEventListener("pagehide", () => hangUp());

export function relay(file) {
  shown = { file, place: el("section", { class: "relay", "aria-label": t("work.relay") }) };
  draw();
  return shown.place;
}

function leaveOf(file) {
  const leave = leaves.get(file.id);
  return leave && Date.parse(leave.until) > now() ? leave : null;
}

function draw(told = "") {
  const { file, place } = shown;
  const leave = leaveOf(file);
  const button = (key, does, on = true) => (on ? el("button", { type: "button", "data-key": key, onclick: () => attempt(file, does) }, t(`work.${key}`)) : null);
  fill(place,
    el("p", { class: "muted" }, t("work.relay.why")),
    leave ? el("p", { class: "relay-code" }, t("work.relay.dial", {
      number: leave.number, code: leave.code.replace(/(\d{4})(?=\d)/, "$1 "), until: day(leave.until), n: leave.calls,
    })) : null,
    leave?.from ? el("p", { class: "wish" }, t("work.relay.later", { time: day(leave.from) })) : null,
    live && live.file.id !== file.id ? el("p", { class: "wish" }, t("work.relay.elsewhere", { number: live.file.number })) : null,
    el("div", { class: "acts" },
      live ? button("relay.end", hangUp)
        : leave ? [button("relay.phone", phone, leave.hasPhone), button("relay.browser", browser, "mediaDevices" in navigator)]
          : button("relay", async () => void leaves.set(file.id, await post(`/api/cases/${file.id}/relay`)))),
    el("p", { id: "relay-told", role: "status" }, told));
}

/** What is said of one case is not said beside another, which may be open by then. */
const tell = (file, told) => draw(shown.file.id === file.id ? told : "");

async function attempt(file, does) {
  if (isBusy) return;
  isBusy = true;
  let told = "";
  try {
    told = (await does(file)) ?? "";
  } catch (error) {
    told = why(error);
    // The code is of no more use, and the page offers a new one.
    if (error instanceof Refusal && error.problem.type?.endsWith(":relay-no-leave")) leaves.delete(file.id);
  } finally {
    isBusy = false;
  }
  tell(file, told);
}

function why(error) {
  if (error instanceof Refusal) return error.text;
  return t(error instanceof OwnMachine ? "work.relay.own-machine" : "work.relay.lost");
}

async function phone(file) {
  await post(`/api/relay/${leaves.get(file.id).id}/phone`);
  return t("work.relay.ringing");
}

async function browser(file) {
  const stream = await openMicrophone().catch(() => null);
  if (!stream) return t("work.relay.no-microphone");
  const over = () => {
    stream.getTracks().forEach((track) => track.stop());
    if (live?.over === over) live = null;
  };
  let line;
  try {
    line = await connect(`/api/relay/${leaves.get(file.id).id}/call`, stream.getAudioTracks()[0], (how) => {
      if (how === "connected") return;
      over();
      tell(file, t("work.relay.over"));
    });
  } catch (error) {
    over();
    drop(error.location);
    throw error;
  }
  if (line.isOver) return t("work.relay.over");
  live = { file, line, over };
  return t("work.relay.calling");
}

function hangUp() {
  if (!live) return "";
  const { line, over } = live;
  line.close();
  drop(line.location);
  over();
  return t("work.relay.over");
}

function drop(location) {
  if (location) fetch(location, { method: "DELETE", credentials: "same-origin", keepalive: true }).catch(() => {});
}
