// One prompt: its text, its recording, and the recordings that it has had.

import { Refusal, get, post, send } from "./api.js";
import { el, fill, find } from "./dom.js";
import { t, word } from "./words.js";
import { Take } from "./studio-recorder.js";
import { chips, isMissing, isShared, languageName, levelText, pathOf, play, secondsText } from "./studio-prompts.js";

export function makePromptDialog({ state, changed, booth }) {
  const dialog = find("prompt");
  let row = null;
  let take = null;
  let draft = null;

  dialog.addEventListener("close", () => {
    take?.drop();
    take = null;
    draft = null;
    find("sound").pause();
  });

  function open(next) {
    row = next;
    draft = next.text;
    draw();
    dialog.showModal();
    (isShared(row) ? find("prompt-play") : find("prompt-text")).focus();
    showVersions();
  }

  function note(text, kind) {
    const place = find("prompt-note");
    place.className = text ? kind : "";
    place.textContent = text;
  }

  const explain = (error) => {
    if (!(error instanceof Refusal)) throw error;
    note(error.text, "problem");
  };

  async function change(work, told) {
    try {
      const outcome = await work();
      row = outcome.row;
      if (told === "prompts.text-saved") draft = row.text;
      changed(row);
      draw();
      const findings = outcome.findings.length ? `\n${outcome.findings.join("\n")}` : "";
      note(t(told) + findings, findings ? "said" : "told");
      showVersions();
    } catch (error) {
      explain(error);
    }
  }

  const saveText = () =>
    change(() => post(`${pathOf(row.name)}/text`, { text: find("prompt-text").value, base: row.textHash }), "prompts.text-saved");

  function upload(bytes, source) {
    if (draft !== row.text) return note(t("prompts.save-first"), "problem");
    const query = new URLSearchParams({ source, text: row.textHash });
    if (row.hash) query.set("base", row.hash);
    return change(() => send(`${pathOf(row.name)}/recording?${query}`, "audio/wav", bytes), "prompts.recording-kept");
  }

  async function uploadFile() {
    const file = find("prompt-file").files[0];
    if (!file) return note(t("prompts.choose-file"), "problem");
    if (file.size > 24 * 1024 * 1024) return note(t("problem.sound-too-long"), "problem");
    await upload(await file.arrayBuffer(), "upload");
  }

  // The microphone: record, hear it, keep it or again.
  async function record() {
    take?.drop();
    take = new Take((peak) => (find("prompt-meter").value = peak));
    try {
      await take.start(state.list.longest, () => drawTake());
    } catch (error) {
      take = null;
      note(t(error.name === "NotAllowedError" ? "prompts.no-permission" : "prompts.no-microphone"), "problem");
    }
    drawTake();
  }

  function drawTake() {
    const place = find("prompt-take");
    const button = (id, key, onclick, kind = "") => el("button", { type: "button", id, class: kind, onclick }, t(key));
    const meter = el("meter", { id: "prompt-meter", class: "meter", min: 0, max: 1, low: 0.05, high: 0.9, optimum: 0.4, value: 0, "aria-label": t("prompts.meter") });
    if (!take) place.replaceChildren(button("take-start", "prompts.record", record));
    else if (take.isRunning) {
      place.replaceChildren(
        button("take-stop", "prompts.stop", () => {
          take.stop();
          drawTake();
        }, "danger"), meter);
    } else {
      const loud = take.peak >= 0.99 ? t("prompts.take-clipped") : take.peak < 0.03 ? t("prompts.take-quiet") : "";
      place.replaceChildren(
        button("take-hear", "prompts.hear", () => take.play()),
        button("take-keep", "prompts.keep", async () => {
          const wav = take.wav();
          await upload(wav, "browser");
        }, "primary"),
        button("take-again", "prompts.again", record),
        el("span", { class: "muted", role: "status" }, `${t("prompts.seconds", { seconds: take.seconds.toFixed(1) })} ${loud}`));
    }
    place.querySelector("button")?.focus();
  }

  async function showVersions() {
    const mine = row;
    try {
      const recordings = await get(`${pathOf(row.name)}/recordings`);
      if (mine !== row) return;
      find("prompt-versions").replaceChildren(...recordings.map(version));
    } catch (error) {
      explain(error);
    }
  }

  function version(one) {
    return el(
      "tr", {},
      el("th", { scope: "row" }, String(one.serial), " ", one.isLive ? el("strong", { class: "word good" }, t("prompts.live")) : null),
      el("td", {}, new Date(one.at).toLocaleString(document.documentElement.lang)),
      el("td", {}, one.author),
      el("td", {}, word(`prompts.source.${one.source}`) ?? one.source),
      el("td", { class: "says", lang: row.name.language }, one.said),
      el(
        "td", {},
        one.isKept ? el("button", { type: "button", class: "small", onclick: () => play(row, one.serial), "aria-label": t("prompts.play-version", { serial: one.serial }) }, "▶") : null, " ",
        one.isKept && !one.isLive
          ? el("button", { type: "button", class: "small restore", onclick: () => change(() => post(`${pathOf(row.name)}/restore`, { serial: one.serial, base: row.hash }), "prompts.restored") }, t("prompts.restore"))
          : null,
      ),
    );
  }

  function draw() {
    take?.drop();
    take = null;
    const textField = el("textarea", {
      id: "prompt-text", lang: row.name.language, maxlength: 1000, "aria-describedby": "prompt-used",
      oninput: (event) => (draft = event.target.value),
    });
    textField.value = draft ?? row.text;
    fill(
      dialog,
      el(
        "header", {}, el("h2", { id: "prompt-title" }, `${row.number} · ${row.name.id} · ${languageName(row.name.language)}`), chips(row),
        el("button", { type: "button", class: "quiet", onclick: () => dialog.close() }, t("prompts.close"))),
      el("p", { id: "prompt-used", class: "muted" }, [row.used, row.plans.join(", ")].filter(Boolean).join(" · ")),
      ...(isShared(row) ? [el("p", { class: "muted small" }, t(`prompts.${row.kind}-note`))] : [
        el("label", { for: "prompt-text" }, t("prompts.text")), textField,
        el("div", { class: "line" }, el("button", { type: "button", id: "prompt-save", class: "primary", onclick: saveText }, t("prompts.save-text")), el("span", { class: "muted small" }, t("prompts.text-note"))),
      ]),
      el("p", { id: "prompt-note", role: "status" }),
      el("h3", {}, t("prompts.recording")),
      row.isStale ? el("p", { class: "said" }, t("prompts.stale-note", { said: row.said ?? "" })) : null,
      el(
        "div", { class: "line" },
        el("button", { type: "button", id: "prompt-play", disabled: isMissing(row), onclick: () => play(row) }, t("prompts.play")),
        el("span", { class: "muted" }, [secondsText(row), isMissing(row) ? "" : levelText(row), isShared(row) ? "" : t("prompts.target", { target: state.list.target, tolerance: state.list.tolerance })].filter(Boolean).join(" · "))),
      el(
        "div", { class: "line" }, el("label", { for: "prompt-file", class: "unseen" }, t("prompts.file")),
        el("input", { type: "file", id: "prompt-file", accept: "audio/wav,audio/x-wav,.wav" }),
        el("button", { type: "button", id: "prompt-upload", onclick: uploadFile }, t("prompts.upload"))),
      ...(isShared(row) ? [] : [el("div", { class: "line", id: "prompt-take" }), el(
        "div", { class: "line" },
        el("button", { type: "button", id: "prompt-phone", onclick: () => (dialog.close(), booth.open([row])) }, t("prompts.by-phone")),
        el("span", { class: "muted small" }, t("prompts.phone-note")))]),
      el("h3", {}, t("prompts.versions")),
      el(
        "div", { class: "wide" },
        el("table", {},
          el("thead", {}, el("tr", {}, ["prompts.version", "prompts.when", "prompts.who", "prompts.source", "prompts.said", "prompts.actions"].map((key) => el("th", { scope: "col" }, t(key))))),
          el("tbody", { id: "prompt-versions" }))),
    );
    if (isShared(row)) return find("prompt-play").focus();
    drawTake();
    textField.focus();
  }

  return { open };
}
