// The tests beside the plan: their text, what is wrong with it, and how they go on the plan's text as it stands.

import { get, post } from "./api.js";
import { el, find } from "./dom.js";
import { t } from "./words.js";
import { atCursor, promptHints, startEditor, stepLines } from "./studio-editor.js";

export function startTests(studio) {
  let editor = null;
  let begun = null;
  let base = null;
  let saved = "";
  let file = "";
  let findings = [];
  let answer = null;

  /** Loads the tests once, when they are first seen or a call becomes one of them. */
  function begin() {
    begun ??= get(studio.path("/tests")).then((tests) => {
      take(tests);
      editor = startEditor(find("tests-text"), saved, studio.vocabulary, {
        check: async (text) => {
          const found = await post(studio.path("/tests/check"), { text: studio.editor.text(), tests: text });
          showFindings(found);
          return found;
        },
        save,
        hints,
      });
      editor.checkNow();
    });
    return begun;
  }

  function take(tests) {
    base = tests.base ?? null;
    saved = tests.text;
    file = tests.file;
    find("tests-file").textContent = file;
  }

  function hints(cm, vocabulary) {
    const { line, typed, head, key, choose } = atCursor(cm);
    const words = vocabulary.tests;
    const lists = {
      queue: vocabulary.queues, case: vocabulary.services, "look-up": vocabulary.lookUps,
      step: [...stepLines(studio.editor.text()).keys()], say: promptHints(vocabulary), music: promptHints(vocabulary),
      cases: ["failed", "late"], line: ["joined 3 4-6", "refused", "late"],
      transfer: ["picked-up", "no-answer", "busy"], caller: ["withheld"], language: ["zh-CN", "en"],
      record: ["message", "test"], leave: ["message", "overflow", "hung-up", "closed"],
    };
    if (key && lists[key]) return choose(lists[key]);
    if (!typed && !/[{,]\s*$/.test(head)) return choose([]);
    // Inside of `expect: {`, or in the lines below it; else an entry of `call`, or a key of the test.
    const opener = /(expect|expect-not):\s*\{[^}]*$/.test(head);
    const above = [...Array(8).keys()].map((back) => cm.getLine(line - 1 - back) ?? "").find((one) => one.trim());
    const isBelow = /^\s*(- )?expect(-not)?:\s*$/.test(above ?? "");
    if (opener || isBelow) return choose(words.expectations.map((word) => `${word}: `));
    if (/^\s*- $/.test(head)) return choose([...words.acts.map((word) => (words.actsAlone.includes(word) ? word : `${word}: `)), "name: "]);
    if (/^\s*$/.test(head)) return choose(words.words.map((word) => `${word}: `));
    return choose([]);
  }

  function showFindings(found) {
    findings = found;
    const errors = found.filter((one) => one.severity === "error").length;
    find("tests-findings").replaceChildren(
      ...found.map((one) =>
        el(
          "li",
          {},
          el(
            "button",
            { type: "button", class: `finding ${one.severity}`, onclick: () => editor.goTo(one.line, one.column) },
            el("span", { class: "at" }, `${one.line}:${one.column}`),
            el("span", { class: "what" }, `${one.message} [${one.rule}]`),
            one.suggestion ? el("span", { class: "help" }, one.suggestion) : null,
          ),
        ),
      ),
    );
    if (errors) verdict("poor", t("studio.found", { errors, warnings: found.length - errors }));
    else if (!answer) verdict("good", t("studio.tests-sound"));
  }

  function verdict(kind, text) {
    const word = find("tests-verdict");
    word.className = `word ${kind}`;
    word.textContent = text;
  }

  async function run() {
    try {
      await begin();
      answer = await post(studio.path("/tests"), { text: studio.editor.text(), tests: editor.text() });
      showAnswer();
    } catch (error) {
      studio.explain(error);
    }
  }

  function showAnswer() {
    if (!answer) return;
    const failed = answer.results.filter((one) => one.failure).length;
    verdict(
      answer.faults.length && !answer.results.length ? "fair" : failed ? "poor" : "good",
      t("studio.tests-passed", { passed: answer.results.length - failed, all: answer.results.length }),
    );
    // What failed comes first.
    const results = [...answer.results].sort((a, b) => Boolean(b.failure) - Boolean(a.failure) || a.line - b.line);
    find("tests-results").replaceChildren(
      ...answer.faults.map((fault) => el("p", {}, fault)),
      el(
        "ul",
        {},
        results.map((one) =>
          el(
            "li",
            { class: one.failure ? "test failed" : "test" },
            el("button", { type: "button", class: "plain", onclick: () => editor.goTo(one.line, 1) }, `${one.failure ? "✘" : "✔"} ${one.name}`),
            one.failure ? el("p", {}, one.failure) : null,
            one.transcript.length ? el("pre", {}, one.transcript.join("\n")) : null,
          ),
        ),
      ),
      answer.coverage.length ? el("pre", { class: "coverage" }, answer.coverage.join("\n")) : "",
    );
  }

  async function save() {
    try {
      await begin();
      const tests = editor.text();
      const outcome = await post(studio.path("/tests/save"), { tests, base });
      if (outcome.refusal) {
        const key = outcome.refusal === "changed-meanwhile" ? "tests-changed-meanwhile" : outcome.refusal;
        return studio.say([t(`studio.refused.${key}`), outcome.note].filter(Boolean).join(" "));
      }
      base = outcome.base;
      saved = tests;
      const errors = findings.filter((one) => one.severity === "error").length;
      studio.say(t(errors ? "studio.tests-saved-faulty" : "studio.tests-saved", { file }), !errors);
    } catch (error) {
      studio.explain(error);
    }
  }

  /** Puts a trial call at the end of the tests, unsaved. */
  async function add(call) {
    try {
      await begin();
      const added = await post(studio.path("/tests/add"), { call, tests: editor.text() });
      if (added.fault) return studio.say(added.fault);
      editor.set(added.tests);
      studio.show("tests");
      editor.shown();
      editor.goTo(added.line, 1);
      studio.say(t(added.holds ? "studio.test-added" : "studio.test-added-by-hand", { name: added.name }), added.holds);
      await run();
    } catch (error) {
      studio.explain(error);
    }
  }

  find("tests-run").addEventListener("click", run);
  find("tests-save").addEventListener("click", save);
  return {
    add,
    isChanged: () => editor !== null && editor.text() !== saved,
    redraw: () =>
      begin().then(() => {
        editor.shown();
        showFindings(findings);
        if (answer) showAnswer();
        else run();
      }).catch((error) => studio.explain(error)),
  };
}
