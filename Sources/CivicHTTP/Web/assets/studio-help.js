// The reference of the step that the cursor is in, beside the text.

import { el, find } from "./dom.js";
import { language, t } from "./words.js";
import { stepLines } from "./studio-editor.js";

export function startHelp(studio) {
  /** The word of a step. */
  let shown = null;

  /** The kind of the step around `line` (from 0): the first of its words that names one, as the compiler reads it. */
  function kindAt(line) {
    const text = studio.editor.text();
    let begin = -1;
    for (const at of stepLines(text).values()) if (at <= line && at > begin) begin = at;
    if (begin < 0) return null;
    const lines = text.split("\n");
    const inside = [lines[begin].replace(/^ *[a-z][a-z0-9-]*:/, "")];
    for (let at = begin + 1; at < lines.length && /^( {3,}|\s*$|\s*#)/.test(lines[at]); at += 1) inside.push(lines[at]);
    const keys = inside.join("\n").matchAll(/(?:^|[{,\n])\s*([a-z][a-z-]*)\s*:/g);
    for (const [, key] of keys) {
      if (studio.vocabulary.steps.some((one) => one.word === key)) return key;
    }
    return null;
  }

  function show(line) {
    const kind = kindAt(line);
    if (kind === shown) return;
    shown = kind;
    draw();
  }

  function draw() {
    const place = find("help");
    place.hidden = !shown;
    if (!shown) return;
    const steps = language() === "zh-CN" ? studio.vocabulary.chineseSteps : studio.vocabulary.steps;
    const step = steps.find((one) => one.word === shown);
    find("help-title").textContent = `${step.word}: ${step.summary}`;
    find("help-text").replaceChildren(
      el(
        "dl",
        {},
        step.words.map((word) =>
          el("div", {}, el("dt", {}, el("code", {}, word.name), word.isRequired ? "" : ` ${t("studio.steps.may")}`), el("dd", {}, `${word.text} (${word.takes})`)),
        ),
      ),
      el("p", { class: "muted" }, `${t("studio.steps.ways")} ${step.ways}`),
      ...step.examples.map((example) => el("pre", {}, example)),
      el("p", {}, el("a", { href: `/studio/steps#step-${step.word}`, target: "_blank" }, t("studio-steps"))),
    );
  }

  return { show, redraw: draw };
}
