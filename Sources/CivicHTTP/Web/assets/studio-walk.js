// A call through the text as it stands, without a phone: keys, what happens outside, and the real prompts.

import { post } from "./api.js";
import { el, find } from "./dom.js";
import { t } from "./words.js";

export function startWalk(studio) {
  let call = null;
  /** The last call, also after its end: it can become a test. */
  let last = null;
  let playing = [];
  const player = find("sound");

  player.addEventListener("ended", playNext);
  player.addEventListener("error", playNext);

  function play(clips) {
    player.pause();
    playing = find("walk-sound").checked ? [...clips] : [];
    playNext();
  }

  function playNext() {
    const clip = playing.shift();
    if (!clip) return;
    player.src = studio.path(`/clip?name=${encodeURIComponent(clip)}`);
    player.play().catch(() => {});
  }

  async function begin(event) {
    event?.preventDefault();
    last = call = {
      text: studio.editor.text(), called: find("walk-called").value || undefined,
      caller: find("walk-caller").value.trim() || undefined, at: find("walk-at").value || undefined,
      surge: find("walk-surge").value || undefined, lines: [],
    };
    find("walk-log").replaceChildren();
    await proceed();
  }

  async function step(text) {
    if (!call) return begin();
    call.lines.push(text);
    await proceed();
  }

  async function proceed() {
    try {
      const answer = await post(studio.path("/walk"), call);
      if (answer.fault) {
        last = call = null;
        find("walk-test").disabled = true;
        find("walk-state").textContent = answer.fault;
        return;
      }
      show(answer.answers.at(-1));
      play(answer.clips);
      studio.editor.mark(answer.isOver ? null : answer.step);
      find("walk-state").textContent = answer.isOver ? t("studio.call-over") : t("studio.awaits", { what: answer.awaits });
      find("walk-test").disabled = false;
      showHappenings(answer.isOver ? "" : answer.awaits, answer.sampleAnswer);
      if (answer.isOver) call = null;
    } catch (error) {
      studio.explain(error);
    }
  }

  function show(lines) {
    const log = find("walk-log");
    for (const line of lines) log.append(el("li", { class: kindOf(line) }, line));
    log.scrollTop = log.scrollHeight;
  }

  function kindOf(line) {
    if (line.startsWith("▶")) return "says";
    if (line.startsWith("⌨")) return "pressed";
    if (line.startsWith("⏱")) return "passes";
    if (line.startsWith("☏ hangs up")) return "over";
    return "step";
  }

  // What the world outside can do now, as one press each.
  function showHappenings(awaits, sampleAnswer = "found") {
    const happenings = [["", "studio.do.wait"]];
    if (awaits === "line") happenings.push(["joined 3 4-6", "studio.do.joined"], ["agent", "studio.do.agent"], ["refused", "studio.do.refused"]);
    else if (awaits === "agent") happenings.push(["returned 1", "studio.do.returned"], ["served", "studio.do.served"]);
    else if (awaits === "recording") happenings.push(["recorded 12", "studio.do.recorded"], ["recorded silent", "studio.do.silent"]);
    else if (awaits === "case") happenings.push(["case 10000017", "studio.do.case"], ["case failed", "studio.do.case-failed"]);
    else if (awaits?.startsWith("look-up")) {
      happenings.push([sampleAnswer, "studio.do.found"], ["not-found", "studio.do.not-found"], ["locked", "studio.do.locked"],
        ["failed", "studio.do.failed"]);
    }
    happenings.push(["hangup", "studio.do.hangup"]);
    find("happenings").replaceChildren(
      ...happenings.map(([line, key]) =>
        el("button", { type: "button", class: "small", disabled: !call, onclick: () => step(line) }, t(key)),
      ),
    );
  }

  for (const key of "123456789*0#") {
    find("keypad").append(el("button", { type: "button", onclick: () => step(key) }, key));
  }
  find("walk-form").addEventListener("submit", begin);
  find("walk-line-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const field = find("walk-line");
    step(field.value);
    field.value = "";
  });
  find("walk-sound").addEventListener("change", () => play([]));
  find("walk-called").append(...studio.state.plan.answers.map((number) => el("option", {}, number)));
  find("walk-surge").append(el("option", { value: "", "data-t": "studio.surge.none" }, t("studio.surge.none")),
    ...studio.vocabulary.prompts.map((one) => one.id).filter((id) => id.startsWith("surge."))
      .map((id) => el("option", { value: id }, id.slice(6))));
  find("walk-test").addEventListener("click", () => last && studio.tests.add(last));
  showHappenings("");
  return { redraw: () => showHappenings(call ? find("walk-state").dataset.awaits ?? "" : "") };
}
