// Past calls: tried on the text as it stands, and walked again step by step on the version that they had.

import { get, post } from "./api.js";
import { el, find } from "./dom.js";
import { language, t } from "./words.js";

/** `2026-11-23T10:00` of midnight so many days ago, on this computer's clock. */
function midnight(daysAgo) {
  const day = new Date();
  day.setDate(day.getDate() - daysAgo);
  const two = (number) => String(number).padStart(2, "0");
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}T00:00`;
}

const period = { from: midnight(1), to: "" };

export function showPast(place, studio) {
  const pick = (name) =>
    el("label", {}, el("span", {}, t(`studio.${name}`)), el("input", { type: "datetime-local", id: `past-${name}`, value: period[name], onchange: (event) => (period[name] = event.target.value) }));
  const answer = el("div", { id: "past-answer", class: "past" });
  const ask = async (question) => {
    answer.replaceChildren(el("p", { class: "muted", role: "status" }, t("studio.walking")));
    try {
      answer.replaceChildren(...(await question()).filter(Boolean));
      for (const graph of answer.querySelectorAll(".picture")) centre(graph, graph.querySelector('[id^="step-"]'), 0);
    } catch (error) {
      answer.replaceChildren();
      studio.explain(error);
    }
  };
  const form = el(
    "form",
    { class: "line" },
    pick("from"),
    pick("to"),
    el("button", { type: "submit", class: "primary", id: "what-if" }, t("studio.what-if")),
    el("button", { type: "button", id: "past-list", onclick: () => ask(() => list(studio, ask)) }, t("studio.list-calls")),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(() => whatIf(studio, ask));
  });
  place.replaceChildren(el("p", { class: "muted small" }, t("studio.past-about")), form, answer);
  const wanted = new URLSearchParams(location.hash.slice(1)).get("call");
  if (wanted) ask(() => replay(wanted, ask));
}

// MARK: what if

async function whatIf(studio, ask) {
  const answer = await post(studio.path("/what-if"), {
    text: studio.editor.text(), from: period.from, to: period.to, language: language(),
  });
  if (answer.fault) return [el("p", { role: "status" }, answer.fault)];
  if (!answer.calls) return [el("p", { role: "status" }, t("studio.no-calls"))];
  const isHarmless = answer.losesHelp === 0 && answer.losesPerson === 0;
  const elsewhere = answer.calls - answer.unclear - answer.same;
  const figure = (key, values) => el("li", {}, t(key, values));
  const spread = (one) =>
    one ? t("studio.spread", { median: Math.round(one.median), ninth: Math.round(one.ninth) }) : t("studio.nobody");
  return [
    el(
      "p",
      { class: "line" },
      el("strong", { class: `word ${isHarmless ? "good" : "poor"}`, role: "status" }, isHarmless ? t("studio.nobody-lost") : t("studio.lost", { person: answer.losesPerson, help: answer.losesHelp })),
      el("span", { class: "muted" }, t("studio.of-calls", { calls: answer.calls, all: answer.all })),
    ),
    el(
      "ul",
      { class: "figures" },
      figure("studio.same", { same: answer.same, elsewhere }),
      answer.gainsPerson ? figure("studio.gains", { calls: answer.gainsPerson }) : null,
      answer.unclear ? figure("studio.unclear", { calls: answer.unclear }) : null,
      ...answer.questions.map((one) => figure("studio.asked", { step: one.step, calls: one.calls })),
    ),
    answer.elsewhere.length
      ? el(
          "table",
          {},
          el("thead", {}, el("tr", {}, ...["calls", "before", "after-it", "parted", "examples"].map((key) => el("th", { scope: "col" }, t(`studio.${key}`))))),
          el(
            "tbody",
            {},
            answer.elsewhere.map((one) =>
              el(
                "tr",
                {},
                el("td", {}, String(one.calls)),
                el("td", {}, landing(one.from)),
                el("td", {}, landing(one.to)),
                el("td", {}, one.after),
                el("td", {}, one.examples.map((reference) => open(reference, ask))),
              ),
            ),
          ),
        )
      : null,
    el(
      "table",
      {},
      el("thead", {}, el("tr", {}, el("th", {}), el("th", { scope: "col" }, t("studio.before")), el("th", { scope: "col" }, t("studio.after-it")))),
      el(
        "tbody",
        {},
        ...[["seconds-to-person", answer.secondsBefore, answer.secondsAfter], ["keys-to-person", answer.keysBefore, answer.keysAfter]].map(([key, before, after]) =>
          el("tr", {}, el("th", { scope: "row" }, t(`studio.${key}`)), el("td", {}, spread(before)), el("td", {}, spread(after))),
        ),
      ),
    ),
    answer.svg ? el("p", { class: "muted small" }, t("studio.traffic-about")) : null,
    answer.svg ? picture(answer.svg) : null,
  ];
}

// MARK: calls

/** Why a call does not walk again as it did. */
const unlike = (call) => t(call.hasItsCalendars ? "studio.not-faithful-by-calendars" : "studio.not-faithful");

const open = (reference, ask) =>
  el("button", { type: "button", class: "quiet small", onclick: () => ask(() => replay(reference, ask)) }, reference);

async function list(studio, ask) {
  const query = new URLSearchParams({ from: period.from, to: period.to });
  const answer = await get(studio.path(`/past?${query}`));
  if (answer.fault) return [el("p", { role: "status" }, answer.fault)];
  if (!answer.calls.length) return [el("p", { role: "status" }, t("studio.no-calls"))];
  return [
    el("p", { class: "muted", role: "status" }, t("studio.of-calls", { calls: answer.calls.length, all: answer.all })),
    el(
      "table",
      {},
      el("thead", {}, el("tr", {}, ...["call-at", "call-reference", "call-version", "call-length", "landed"].map((key) => el("th", { scope: "col" }, t(`studio.${key}`))))),
      el(
        "tbody",
        {},
        answer.calls.map((one) =>
          el(
            "tr",
            {},
            el("td", {}, new Date(one.startedAt).toLocaleString(language())),
            el("td", {}, open(one.reference, ask)),
            el("td", {}, one.version ? String(one.version) : "–"),
            el("td", {}, `${one.seconds} s`),
            el("td", {}, one.fault ?? landing(one.landing), one.isFaithful || one.fault ? null : ` (${unlike(one)})`),
          ),
        ),
      ),
    ),
  ];
}

// MARK: one call

async function replay(reference, ask) {
  const walks = await get(`/api/replays/${encodeURIComponent(reference)}?lang=${language()}`);
  return walks.flatMap((walk) => oneWalk(walk));
}

function oneWalk(walk) {
  const { call } = walk;
  const notes = [
    call.fault ? t("studio.cannot-replay", { fault: call.fault }) : call.isFaithful ? t("studio.faithful") : unlike(call),
    walk.isAsWritten === false ? t("studio.not-as-written") : null,
  ].filter(Boolean);
  const graph = walk.svg ? picture(walk.svg) : null;
  let place = -1;
  const rows = walk.lines.map((line, index) =>
    el(
      "li",
      { onclick: () => show(index) },
      el("span", { class: "step" }, `${(line.at / 1000).toFixed(1)} s `),
      el("span", { class: line.text.startsWith("▶") ? "says" : line.text.startsWith("⌨") ? "pressed" : "" }, line.text),
    ),
  );
  const position = el("span", { class: "muted", role: "status" });
  const show = (index) => {
    if (index < 0 || index >= rows.length) return;
    rows[place]?.removeAttribute("aria-current");
    place = index;
    rows[place].setAttribute("aria-current", "step");
    centre(transcript, rows[place], 0.5);
    position.textContent = `${walk.lines[place].step} · ${(walk.lines[place].at / 1000).toFixed(1)} s`;
    for (const node of graph?.querySelectorAll(".node") ?? []) node.classList.toggle("here", node.id === `step-${walk.lines[place].step}`);
    if (graph) centre(graph, graph.querySelector(".here"), 0.5);
  };
  const transcript = el("ol", { class: "transcript replay", tabindex: "0", "aria-label": t("studio.transcript") }, rows);
  transcript.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    show(place + step);
  });
  const started = new Date(call.startedAt).toLocaleString(language());
  const parts = [
    el("h3", {}, `${call.reference} · ${call.plan}${call.version ? ` ${call.version}` : ""} · ${started}`),
    el("p", { class: call.isFaithful && walk.isAsWritten !== false ? "muted" : "warned" }, [landing(call.landing), ...notes].filter(Boolean).join(" · ")),
    el(
      "p",
      { class: "line" },
      el("button", { type: "button", class: "small", "aria-label": t("studio.back"), onclick: () => show(place - 1) }, "◀"),
      el("button", { type: "button", class: "small", "aria-label": t("studio.on"), onclick: () => show(place + 1) }, "▶"),
      position,
    ),
    transcript,
    graph,
  ];
  requestAnimationFrame(() => show(0));
  return parts;
}

/** Scrolls a box, and nothing else, until something in it stands in the middle, or at this share of its height. */
function centre(box, node, share) {
  if (!node) return;
  const [outer, inner] = [box.getBoundingClientRect(), node.getBoundingClientRect()];
  box.scrollLeft += inner.left + inner.width / 2 - (outer.left + outer.width / 2);
  box.scrollTop += inner.top + inner.height / 2 - (outer.top + outer.height * Math.max(share, 0.15));
}

const landings = { "person in": "person", "put through to": "put-through", "case for": "case", goodbye: "goodbye", "hung up in": "hung-up", "ended:": "ended", "under way in": "under-way" };

/** Where a call came to, in the page's language. */
function landing(text) {
  const [, words, name] = /^(person in|put through to|case for|goodbye|hung up in|ended:|under way in) ?(.*)$/.exec(text ?? "") ?? [];
  return words ? t(`studio.came-to.${landings[words]}`, { name }) : text;
}

function picture(text) {
  const svg = document.importNode(new DOMParser().parseFromString(text, "image/svg+xml").documentElement, true);
  const box = svg.viewBox.baseVal;
  const width = (Number.parseFloat(svg.getAttribute("width")) || box.width) * 0.75;
  svg.setAttribute("width", `${width}`);
  svg.setAttribute("height", `${(width * box.height) / box.width}`);
  return el("div", { class: "picture", tabindex: "0", role: "region", "aria-label": t("studio.graph") }, svg);
}
