// The graph of the text as it stands.

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
