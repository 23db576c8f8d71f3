// The graph of the text as it stands.

import { post } from "./api.js";
import { el, find } from "./dom.js";
import { language, t } from "./words.js";
import { stepLines } from "./studio-editor.js";

export async function showGraph(place, studio) {
  const traffic = find("graph-traffic")?.value ?? "day";
  const head = el(
    "p",
    { class: "line" },
    el("label", { for: "graph-traffic" }, t("studio.traffic")),
    el(
      "select",
      { id: "graph-traffic", onchange: () => showGraph(place, studio).then(() => find("graph-traffic")?.focus()) },
      ...["day", "week", "tests", "none"].map((kind) => el("option", { value: kind, selected: kind === traffic }, t(`studio.traffic.${kind}`))),
    ),
    el("button", { type: "button", class: "small", onclick: () => showGraph(place, studio) }, t("studio.draw-again")),
    el("button", { type: "button", class: "small", "aria-label": t("studio.smaller"), onclick: () => zoom(place, 1 / 1.25) }, "−"),
    el("button", { type: "button", class: "small", "aria-label": t("studio.larger"), onclick: () => zoom(place, 1.25) }, "+"),
  );
  place.replaceChildren(head, el("p", { class: "muted", role: "status" }, t("studio.drawing")));
  try {
    const text = studio.editor.text();
    const answer = await post(studio.path("/picture"), { text, language: language(), traffic });
    if (!answer.svg) return place.replaceChildren(head, el("p", { class: "muted", role: "status" }, answer.fault));
    const svg = document.importNode(new DOMParser().parseFromString(answer.svg, "image/svg+xml").documentElement, true);
    const lines = stepLines(text);
    for (const node of svg.querySelectorAll('[id^="step-"]')) {
      const line = lines.get(node.id.slice(5));
      if (line !== undefined) node.addEventListener("click", () => studio.editor.goTo(line + 1, 3));
    }
    place.replaceChildren(head, legend(answer, traffic), el("div", { class: "picture", tabindex: "0", role: "region", "aria-label": t("studio.graph") }, svg));
    zoom(place, 0.75);
    const first = svg.querySelector(`#${CSS.escape(`step-${lines.keys().next().value}`)}`);
    first?.scrollIntoView({ block: "nearest", inline: "center" });
  } catch (error) {
    studio.explain(error);
  }
}

/** What the widths mean: those of the picture, at four shares; they are made larger and smaller with it. */
function legend(answer, traffic) {
  if (answer.calls === undefined || answer.calls === null) return "";
  if (answer.calls === 0) return el("p", { class: "muted small", role: "status" }, t("studio.traffic.no-calls"));
  const kind = traffic === "tests" ? "of-tests" : "of-calls";
  const shares = [1, 10, 50, 100].map((share) => {
    const line = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    for (const [name, value] of Object.entries({ width: 36, height: 12, "aria-hidden": "true" })) line.setAttribute(name, value);
    const rule = document.createElementNS("http://www.w3.org/2000/svg", "line");
    const width = 0.5 + 8 * Math.sqrt(share / 100);
    for (const [name, value] of Object.entries({ x1: 0, y1: 6, x2: 36, y2: 6, stroke: "currentColor", "data-units": width })) rule.setAttribute(name, value);
    line.append(rule);
    return el("span", {}, " ", line, ` ${share} %`);
  });
  const earlier = answer.earlier ? ` ${t("studio.traffic.earlier", { earlier: answer.earlier })}` : "";
  return el("p", { class: "muted small", id: "graph-legend" }, t(`studio.traffic.${kind}`, { calls: answer.calls }), ...shares, earlier);
}

/** Makes the picture larger or smaller; its own units stay those that it was laid out in. */
function zoom(place, factor) {
  const svg = place.querySelector(".picture svg");
  if (!svg) return;
  const box = svg.viewBox.baseVal;
  const width = (Number.parseFloat(svg.getAttribute("width")) || box.width) * factor;
  svg.setAttribute("width", `${width}`);
  svg.setAttribute("height", `${(width * box.height) / box.width}`);
  for (const rule of place.querySelectorAll("#graph-legend line")) rule.setAttribute("stroke-width", rule.dataset.units * (width / box.width));
}
