// The graph of the text as it stands, and the tests beside the plan.

import { post } from "./api.js";
import { el, find } from "./dom.js";
import { language, t } from "./words.js";
import { stepLines } from "./studio-editor.js";

export async function showGraph(place, studio) {
  const withTests = find("graph-tests")?.checked ?? false;
  const head = el(
    "p",
    { class: "line" },
    el("label", { class: "check" }, el("input", { type: "checkbox", id: "graph-tests", checked: withTests, onchange: () => showGraph(place, studio) }), " ", t("studio.graph-tests")),
    el("button", { type: "button", class: "small", onclick: () => showGraph(place, studio) }, t("studio.draw-again")),
    el("button", { type: "button", class: "small", "aria-label": t("studio.smaller"), onclick: () => zoom(place, 1 / 1.25) }, "−"),
    el("button", { type: "button", class: "small", "aria-label": t("studio.larger"), onclick: () => zoom(place, 1.25) }, "+"),
  );
  place.replaceChildren(head, el("p", { class: "muted", role: "status" }, t("studio.drawing")));
  try {
    const text = studio.editor.text();
    const answer = await post(studio.path("/picture"), { text, language: language(), tests: withTests });
    if (!answer.svg) return place.replaceChildren(head, el("p", { class: "muted", role: "status" }, answer.fault));
    const svg = document.importNode(new DOMParser().parseFromString(answer.svg, "image/svg+xml").documentElement, true);
    const lines = stepLines(text);
    for (const node of svg.querySelectorAll('[id^="step-"]')) {
      const line = lines.get(node.id.slice(5));
      if (line !== undefined) node.addEventListener("click", () => studio.editor.goTo(line + 1, 3));
    }
    place.replaceChildren(head, el("div", { class: "picture", tabindex: "0", role: "region", "aria-label": t("studio.graph") }, svg));
    zoom(place, 0.75);
    const first = svg.querySelector(`#${CSS.escape(`step-${lines.keys().next().value}`)}`);
    first?.scrollIntoView({ block: "nearest", inline: "center" });
  } catch (error) {
    studio.explain(error);
  }
}

/** Makes the picture larger or smaller; its own units stay those that it was laid out in. */
function zoom(place, factor) {
  const svg = place.querySelector("svg");
  if (!svg) return;
  const box = svg.viewBox.baseVal;
  const width = (Number.parseFloat(svg.getAttribute("width")) || box.width) * factor;
  svg.setAttribute("width", `${width}`);
  svg.setAttribute("height", `${(width * box.height) / box.width}`);
}

export async function showTests(place, studio) {
  const head = el(
    "p",
    { class: "line" },
    el("button", { type: "button", class: "small", onclick: () => showTests(place, studio) }, t("studio.run-tests")),
  );
  try {
    const answer = await post(studio.path("/tests"), { text: studio.editor.text() });
    const failed = answer.results.filter((one) => one.failure).length;
    const verdict = el(
      "strong",
      { class: `word ${answer.faults.length && !answer.results.length ? "fair" : failed ? "poor" : "good"}`, role: "status" },
      t("studio.tests-passed", { passed: answer.results.length - failed, all: answer.results.length }),
    );
    head.append(verdict, el("span", { class: "muted" }, answer.file));
    place.replaceChildren(
      head,
      ...answer.faults.map((fault) => el("p", {}, fault)),
      el(
        "ul",
        {},
        answer.results.map((one) =>
          el(
            "li",
            { class: one.failure ? "test failed" : "test" },
            `${one.failure ? "✘" : "✔"} ${one.name}`,
            one.failure ? el("p", {}, one.failure) : null,
            one.transcript.length ? el("pre", {}, one.transcript.join("\n")) : null,
          ),
        ),
      ),
      answer.coverage.length ? el("pre", { class: "coverage" }, answer.coverage.join("\n")) : "",
    );
  } catch (error) {
    studio.explain(error);
  }
}
