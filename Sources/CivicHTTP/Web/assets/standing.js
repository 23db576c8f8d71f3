// What the rules say of a citizen: services to tell of, the segments with what made them, and the facts behind them. Of whoever
// is confirmed or looked up; each look is in the audit book.

import { get, post } from "./api.js";
import { el, fill } from "./dom.js";
import { dayOf } from "./time.js";
import { inLanguage, nameOf, t, word } from "./words.js";

/** Answers of the call or of the record that is open, by citizen. */
const known = new Map();
let subject = null;
/** The facts' forms as they are being filled in, by citizen, for as long as the citizen is shown. */
const drafts = new Map();

export function standingPanel(desk, citizen) {
  const now = `${desk.state?.call?.conversation ?? ""} ${desk.record?.citizen?.id ?? ""}`;
  if (subject !== now) {
    subject = now;
    known.clear();
    const shown = [desk.state?.call?.citizenId, desk.record?.citizen?.id, citizen.id];
    for (const id of drafts.keys()) if (!shown.includes(id)) drafts.delete(id);
  }
  const place = el("div", { class: "standing" });
  const draw = (standing) => fill(place, sections(desk, standing, change));
  const change = (what, form) => desk.act(async () => {
    const answer = await post(`/api/desk/citizen/${citizen.id}/${what}`, form);
    known.set(citizen.id, Promise.resolve(answer));
    if (what === "fact") drafts.set(citizen.id, { isOpen: true });
    draw(answer);
  });
  const asked = known.get(citizen.id) ?? get(`/api/desk/citizen/${citizen.id}/standing`);
  known.set(citizen.id, asked);
  asked.then(draw, () => {
    known.delete(citizen.id);
    place.remove();
  });
  return place;
}

function sections(desk, standing, change) {
  return [
    standing.offers.map((one) => offer(desk, one, change)),
    standing.segments.length
      ? el("ul", { class: "segments", "aria-label": t("standing.segments") }, standing.segments.map((one) =>
          el("li", { title: `${t("standing.since", { day: dayOf(one.since) })} · ${reasons(desk, one.why)}` },
            nameOf(desk.catalogue.segments, one.segment),
            el("span", { class: "muted small" }, ` ${reasons(desk, one.why)}`))))
      : null,
    desk.catalogue.facts.length ? facts(desk, standing, change) : null,
  ].flat();
}

/** A service that the citizen may have and has not: what to say, why, and what came of it. */
function offer(desk, { service, why }, change) {
  const entry = desk.catalogue.services.find((one) => one.id === service);
  if (!entry?.offer) return null;
  const answer = (id, primary) =>
    el("button", {
      type: "button", class: primary ? "small primary" : "small", "data-key": `offer-${service}-${id}`,
      onclick: () => change("offer", { service, answer: id }),
    }, t(`offer.${id}`));
  return el("section", { class: "offer", "aria-label": `${t("offer")}: ${inLanguage(entry)}` },
    el("p", { class: "offer-head" }, t("offer"), ": ", el("strong", {}, inLanguage(entry))),
    el("blockquote", {}, inLanguage(entry.offer.say)),
    el("p", { class: "muted small" }, inLanguage(entry.offer.reason), " · ", reasons(desk, why)),
    el("div", { class: "row wrap" }, answer("said", true), answer("not-now"), answer("has-it")));
}

/** The values that a rule went by, in words: "born 1956, work: farming". */
function reasons(desk, why) {
  return Object.entries(why).map(([name, value]) => {
    if (name === "born") return t("born", { year: value });
    if (name.startsWith("segment.")) return nameOf(desk.catalogue.segments, name.slice(8));
    if (name.startsWith("cases.")) return t("why.cases", { service: nameOf(desk.catalogue.services, name.slice(6)), count: value });
    if (name.startsWith("agreed.")) return `${t(`circle.purpose.${name.slice(7)}`)}: ${t(`why.${value}`)}`;
    const fact = desk.catalogue.facts.find((one) => one.id === name);
    if (fact) return `${inLanguage(fact)}: ${valueOf(fact, value)}`;
    const shown = name === "role" ? t(`circle.role.${value}`) : name === "language" ? word(`language.${value}`) ?? value : word(`why.${value}`) ?? value;
    return `${word(`why.${name}`) ?? name}: ${shown}`;
  }).join(" · ");
}

const valueOf = (fact, value) => (fact.values.length ? nameOf(fact.values, value) : word(`why.${value}`) ?? value);

function facts(desk, standing, change) {
  const catalogue = desk.catalogue.facts;
  const fact = el("select", { "aria-label": t("fact") }, catalogue.map((one) => el("option", { value: one.id }, inLanguage(one))));
  const value = el("select", { "aria-label": t("fact.value") });
  const until = el("input", { type: "date", "aria-label": t("circle.last-day"), title: t("circle.last-day") });
  const source = el("input", { maxlength: 200, placeholder: t("fact.source"), "aria-label": t("fact.source") });
  const offerValues = () => {
    const chosen = catalogue.find((one) => one.id === fact.value);
    const choices = chosen.values.length ? chosen.values.map((one) => [one.id, inLanguage(one)]) : ["yes", "no"].map((one) => [one, t(`why.${one}`)]);
    fill(value, choices.map(([id, name]) => el("option", { value: id }, name)), el("option", { value: "" }, t("fact.unknown")));
  };
  fact.addEventListener("change", offerValues);
  const draft = drafts.get(standing.citizenId) ?? {};
  if (draft.fact !== undefined) fact.value = draft.fact;
  offerValues();
  if (draft.value !== undefined) value.value = draft.value;
  until.value = draft.until ?? "";
  source.value = draft.source ?? "";
  const keep = () => drafts.set(standing.citizenId, {
    isOpen: details.open, fact: fact.value, value: value.value, until: until.value, source: source.value,
  });
  const save = (event) => {
    event.preventDefault();
    change("fact", { fact: fact.value, value: value.value, until: until.value, source: source.value });
  };
  // A form that was drawn anew has its say no more.
  const details = el("details", { class: "circle", open: draft.isOpen, ontoggle: () => details.isConnected && keep() },
    el("summary", { "data-key": `facts-${standing.citizenId}` }, t("facts")),
    standing.facts.length
      ? el("ul", { class: "plain" }, standing.facts.map((one) => {
          const known = catalogue.find((other) => other.id === one.fact);
          return el("li", {}, known ? `${inLanguage(known)}: ${valueOf(known, one.value)}` : `${one.fact}: ${one.value}`,
            one.until ? ` · ${t("circle.until", { day: one.until })}` : "",
            el("span", { class: "muted small" }, ` ${dayOf(one.at)} · ${one.by} · ${one.source}`));
        }))
      : el("p", { class: "muted" }, t("facts.none")),
    el("form", { class: "row wrap", onsubmit: save, oninput: keep, onchange: keep }, fact, value, until, source,
      el("button", { type: "submit", class: "small" }, t("fact.write"))));
  return details;
}
