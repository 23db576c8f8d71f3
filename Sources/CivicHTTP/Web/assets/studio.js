// The studio's page of one plan: the text, what is wrong with it, and what it does.

import { get, post, Refusal } from "./api.js";
import { el, find } from "./dom.js";
import { onLanguage, language, setLanguage, startWords, t } from "./words.js";
import { startEditor } from "./studio-editor.js";
import { startWalk } from "./studio-walk.js";
import { startTabs } from "./studio-tabs.js";
import { showCompare, showVersions } from "./studio-versions.js";
import { showGraph } from "./studio-graph.js";
import { startHelp } from "./studio-help.js";
import { startTests } from "./studio-tests.js";
import { showPast } from "./studio-past.js";

const data = JSON.parse(find("page-data").textContent);
startWords(data.words, document.documentElement.lang);

const studio = {
  plan: data.state.plan.name,
  state: data.state,
  vocabulary: data.vocabulary,
  /** Serial that the edit began with: another live version by the time of publishing is a conflict. */
  base: data.state.plan.live.serial,
  draft: data.state.plan.draft ?? null,
  /** What is kept on the server, so that leaving the page need not ask. */
  saved: data.state.draft ?? data.state.live,
  findings: [],
  path: (rest) => `/api/studio/${encodeURIComponent(data.state.plan.name)}${rest}`,
};

export function say(text, isGood = false) {
  const banner = find("banner");
  banner.textContent = text ?? "";
  banner.className = isGood ? "banner good" : "banner";
  banner.hidden = !text;
}

const explain = (error) => say(error instanceof Refusal ? error.text : String(error));

const help = startHelp(studio);
studio.editor = startEditor(find("text"), studio.saved, studio.vocabulary, {
  check: async (text) => {
    const findings = await post(studio.path("/check"), { text });
    showFindings(findings);
    // Marks stand in this text; what is wrong elsewhere stands in the list alone.
    return findings.filter((one) => one.file === studio.state.plan.file);
  },
  save: saveDraft,
  moved: (line) => help.show(line),
});

// MARK: findings

const isHere = (finding) => finding.file === studio.state.plan.file;

function showFindings(findings) {
  studio.findings = findings;
  const errors = findings.filter((one) => one.severity === "error").length;
  const count = find("findings-count");
  count.textContent = findings.length
    ? t("studio.found", { errors, warnings: findings.length - errors })
    : t("studio.clean");
  count.className = `word ${errors ? "poor" : findings.length ? "fair" : "good"}`;
  find("publish").disabled = errors > 0;
  find("findings").replaceChildren(
    ...findings.map((one) =>
      el(
        "li",
        {},
        el(
          "button",
          { type: "button", class: `finding ${one.severity}`, onclick: () => isHere(one) && studio.editor.goTo(one.line, one.column) },
          el("span", { class: "at" }, isHere(one) ? `${one.line}:${one.column}` : `${one.file}:${one.line}`),
          el("span", { class: "what" }, `${one.message} [${one.rule}]`),
          one.suggestion ? el("span", { class: "help" }, one.suggestion) : null,
          one.example?.length ? el("pre", {}, one.example.join("\n")) : null,
        ),
      ),
    ),
  );
}

// MARK: keeping and publishing

async function refresh() {
  studio.state = await get(studio.path(""));
  studio.draft = studio.state.plan.draft ?? null;
  showStanding();
  tabs.redraw();
}

async function saveDraft() {
  const text = studio.editor.text();
  try {
    const answer = await post(studio.path("/draft"), { text, base: studio.base, over: studio.draft });
    if (answer.outcome.refusal) return say(refused(answer.outcome));
    studio.saved = text;
    say(t("studio.saved", { serial: answer.serial }), true);
    await refresh();
  } catch (error) {
    explain(error);
  }
}

function refused(outcome) {
  return [t(`studio.refused.${outcome.refusal}`), outcome.note].filter(Boolean).join(" ");
}

/** Takes what the server answered to a change of what is live; returns whether it happened. */
async function take(outcome, text) {
  if (outcome.refusal) {
    if (outcome.findings?.length) showFindings(outcome.findings);
    say(refused(outcome));
    return false;
  }
  if (outcome.request) {
    say([t("studio.requested", { id: outcome.request }), outcome.note].filter(Boolean).join(" "), true);
    return false;
  }
  const change = outcome.changes[0];
  studio.base = change.after;
  studio.saved = text;
  await refresh();
  say([t("studio.published", { serial: change.after }), outcome.note].filter(Boolean).join(" "), true);
  return true;
}

async function publish() {
  const text = studio.editor.text();
  const diff = await post(studio.path("/diff"), { from: studio.state.live, to: text }).catch((error) => explain(error));
  if (!diff) return;
  const names = (key, list) => (list.length ? t(key, { steps: list.join(", ") }) : null);
  find("publish-text").textContent =
    [
      names("studio.added", diff.added), names("studio.removed", diff.removed), names("studio.changed", diff.changed),
    ].filter(Boolean).join("\n") || t(diff.text ? "studio.only-text" : "studio.no-difference");
  find("publish-go").disabled = !diff.text;
  const dialog = find("publish-dialog");
  dialog.returnValue = "";
  dialog.showModal();
  await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
  if (dialog.returnValue !== "publish") return;
  try {
    const note = find("publish-note").value;
    const outcome = await post(studio.path("/publish"), { text, base: studio.base, note });
    if ((await take(outcome, text)) && studio.draft !== null) {
      await post(studio.path("/discard"));
      await refresh();
    }
    find("publish-note").value = "";
  } catch (error) {
    explain(error);
  }
}

studio.rollBack = async (serial) => {
  if (!confirm(t("studio.roll-back-sure", { serial }))) return;
  try {
    const { text } = await get(studio.path(`/versions/${serial}`));
    const outcome = await post(studio.path("/rollback"), { to: serial, base: studio.state.plan.live.serial, note: "" });
    if (await take(outcome, text)) studio.editor.set(text);
  } catch (error) {
    explain(error);
  }
};

studio.open = async (serial) => {
  if (studio.editor.text() !== studio.saved && !confirm(t("studio.lose-edit"))) return;
  try {
    const { text } = await get(studio.path(`/versions/${serial}`));
    studio.editor.set(text);
    studio.saved = text;
    studio.base = studio.state.plan.live.serial;
  } catch (error) {
    explain(error);
  }
};
studio.explain = explain;
studio.say = say;

function showStanding() {
  const { plan } = studio.state;
  find("standing").textContent = [
    t("studio.live-version", { serial: plan.live.serial, who: plan.live.author }),
    plan.draft ? t("studio.draft-version", { serial: plan.draft }) : null,
    plan.live.serial === studio.base ? null : t("studio.outdated"),
  ].filter(Boolean).join(" · ");
}

// MARK: the page

studio.tests = startTests(studio);
const tabs = startTabs(studio, {
  walk: startWalk(studio),
  graph: (place) => showGraph(place, studio),
  tests: studio.tests,
  past: (place) => showPast(place, studio),
  compare: (place) => showCompare(place, studio),
  versions: (place) => showVersions(place, studio),
});

studio.show = tabs.show;
find("save-draft").addEventListener("click", saveDraft);
find("publish").addEventListener("click", publish);
find("language").addEventListener("click", () => setLanguage(language() === "en" ? "zh-CN" : "en"));
onLanguage(() => {
  say(null);
  showStanding();
  showFindings(studio.findings);
  help.redraw();
  tabs.redraw();
});
addEventListener("beforeunload", (event) => {
  if (studio.editor.text() !== studio.saved || studio.tests.isChanged()) event.preventDefault();
});
document.addEventListener("keydown", (event) => {
  // The tests' own editor keeps the tests.
  if ((event.ctrlKey || event.metaKey) && event.key === "s" && !event.defaultPrevented) {
    event.preventDefault();
    saveDraft();
  }
});
showStanding();
studio.editor.checkNow();
if (location.hash.startsWith("#call=")) tabs.show("past");
