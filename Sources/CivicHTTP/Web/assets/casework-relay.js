// The citizen of a case is called through the hotline: by a code from any telephone, on one's own, or in this browser.

import { Refusal, post } from "./api.js";
import { el, fill } from "./dom.js";
import { connect, openMicrophone } from "./rtc.js";
import { day } from "./time.js";
import { t } from "./words.js";

/** How such a call ended, as a line of the history. */
export const relayEnding = (line) => t(`work.relay.ended.${line.about}`, { n: Math.max(1, Math.round((line.seconds ?? 0) / 60)) });

/** The code is shown once, so it stays when the case is drawn again. */
let leave = null;
let line = null;

addEventListener("pagehide", () => hangUp());

export function relay(file) {
  if (leave?.case !== file.id) leave = null;
  const place = el("section", { class: "relay", "aria-label": t("work.relay") });
  draw(place, file);
  return place;
}

function draw(place, file, told = "") {
  const button = (key, does, on = true) => (on ? el("button", { type: "button", "data-key": key, onclick: () => attempt(place, file, does) }, t(`work.${key}`)) : null);
  fill(place,
    el("p", { class: "muted" }, t("work.relay.why")),
    leave ? el("p", { class: "relay-code" }, t("work.relay.dial", {
      number: leave.number, code: leave.code.replace(/(\d{4})(?=\d)/, "$1 "), until: day(leave.until), n: leave.calls,
    })) : null,
    leave?.from ? el("p", { class: "wish" }, t("work.relay.later", { time: day(leave.from) })) : null,
    el("div", { class: "acts" },
      line ? button("relay.end", () => hangUp())
        : leave ? [button("relay.phone", phone, leave.hasPhone), button("relay.browser", () => browser(place, file), "mediaDevices" in navigator)]
          : button("relay", async () => { leave = { case: file.id, ...(await post(`/api/cases/${file.id}/relay`)) }; })),
    el("p", { id: "relay-told", role: "status" }, told));
}

async function attempt(place, file, does) {
  let told = "";
  try {
    told = (await does()) ?? "";
  } catch (error) {
    told = error instanceof Refusal ? error.text : String(error);
  }
  draw(place, file, told);
}

async function phone() {
  await post(`/api/relay/${leave.id}/phone`);
  return t("work.relay.ringing");
}

async function browser(place, file) {
  const stream = await openMicrophone().catch(() => null);
  if (!stream) return t("work.relay.no-microphone");
  const over = () => {
    stream.getTracks().forEach((track) => track.stop());
    line = null;
    if (place.isConnected) draw(place, file, t("work.relay.over"));
  };
  try {
    line = await connect(`/api/relay/${leave.id}/call`, stream.getAudioTracks()[0], (how) => { if (how !== "connected") over(); });
  } catch (error) {
    over();
    throw error;
  }
  line.over = over;
  return t("work.relay.calling");
}

function hangUp() {
  if (!line) return "";
  const { location, over } = line;
  line.close();
  if (location) fetch(location, { method: "DELETE", credentials: "same-origin", keepalive: true }).catch(() => {});
  over();
  return t("work.relay.over");
}
