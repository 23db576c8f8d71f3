// Who lives with a citizen, who may speak for them, what they agreed to, how they want to be reached. Asked for when it is
// opened: each look is in the audit book.

import { get, post } from "./api.js";
import { el, fill } from "./dom.js";
import { dayOf } from "./time.js";
import { t } from "./words.js";

const roles = ["head", "spouse", "child", "parent", "grandchild", "sibling", "other"];
const relations = ["kin", "neighbour", "cadre", "carer"];
const purposes = ["hear-cases", "bring-matters", "share-with-partners", "surveys"];
const forProxy = new Set(["hear-cases", "bring-matters"]);
const ways = ["phone", "email", "letter", "village"];

/** Citizens whose circle the agent has opened, with the newest answer. */
const known = new Map();

export function circlePanel(desk, citizen) {
  const place = el("div", {});
  const panel = el("details", { class: "circle", open: known.has(citizen.id) },
    el("summary", { "data-key": `circle-${citizen.id}` }, t("circle")), place);
  const draw = (circle) => fill(place, sections(desk, citizen, circle, change));
  const load = (asked) => desk.act(async () => {
    known.set(citizen.id, asked);
    try {
      draw(await asked);
    } catch (error) {
      known.delete(citizen.id);
      throw error;
    }
  });
  const change = (what, form) => load(post(`/api/desk/citizen/${citizen.id}/${what}`, form));
  panel.addEventListener("toggle", () => {
    if (!panel.open) known.delete(citizen.id);
    else if (!known.has(citizen.id)) load(get(`/api/desk/citizen/${citizen.id}/circle`));
  });
  if (known.has(citizen.id)) known.get(citizen.id).then(draw, () => {});
  return panel;
}

function sections(desk, citizen, circle, change) {
  return [
    el("h4", {}, t("circle.household")),
    household(desk, citizen, circle, change),
    circle.speaksFor.length
      ? [el("h4", {}, t("circle.speaks-for")), el("ul", { class: "plain" }, circle.speaksFor.map((one) =>
          el("li", {}, one.name, ": ", t(`circle.purpose.${one.purpose}`), ends(one))))]
      : null,
    el("h4", {}, t("circle.wishes")),
    wishes(circle.preference, change),
    el("h4", {}, t("circle.agreed")),
    circle.consents.length
      ? el("ul", { class: "plain" }, circle.consents.map((one) => agreement(one, change)))
      : el("p", { class: "muted" }, t("circle.nothing")),
    consentForm(desk, citizen, circle, change),
  ].flat();
}

function household(desk, citizen, circle, change) {
  const call = desk.state?.call;
  const found = other(desk, citizen, circle);
  const line = (member, role) =>
    el("li", { class: "row" },
      el("span", {}, member.name, member.birthYear ? ` · ${t("born", { year: member.birthYear })}` : ""),
      choice(roles, "circle.role", role ?? "", t("circle.role"), (next) => change("household", { member: member.id, role: next || undefined })),
      call && member.id !== citizen.id && call.citizenId !== member.id
        ? el("button", { type: "button", class: "small", onclick: () => desk.confirm(member.id), "aria-label": `${t("circle.calls")}: ${member.name}` }, t("circle.calls"))
        : null);
  return [
    el("ul", { class: "plain" }, line(citizen, circle.role), circle.household.map(({ citizen: one, role }) => line(one, role))),
    found
      ? el("button", { type: "button", class: "small", onclick: () => change("household", { member: found.id, role: "other" }) },
          t("circle.add", { name: found.name }))
      : null,
  ];
}

/** The record that is looked up beside this one: a neighbour, somebody of the village's committee. */
function other(desk, citizen, circle) {
  const found = desk.record?.citizen;
  return found && found.id !== citizen.id && !circle.household.some((one) => one.citizen.id === found.id) ? found : null;
}

function wishes(preference, change) {
  const from = el("input", { type: "time", value: preference?.from ?? "", "aria-label": t("circle.from") });
  const to = el("input", { type: "time", value: preference?.to ?? "", "aria-label": t("circle.to") });
  const way = choice(ways, "circle.way", preference?.way ?? "phone", t("circle.way"));
  way.querySelector('option[value=""]')?.remove();
  const machine = el("input", { type: "checkbox", checked: preference?.takesMachine ?? true });
  const offers = el("input", { type: "checkbox", checked: preference?.takesOffers ?? true });
  const save = (event) => {
    event.preventDefault();
    change("preference", {
      from: from.value, to: to.value, way: way.value, takesMachine: machine.checked, takesOffers: offers.checked,
    });
  };
  return el("form", { class: "row wrap", onsubmit: save }, from, "–", to, way,
    el("label", { class: "check" }, machine, " ", t("circle.machine")),
    el("label", { class: "check" }, offers, " ", t("circle.offers")),
    el("button", { type: "submit", class: "small" }, t("circle.save")),
    preference ? el("button", { type: "button", class: "small", onclick: () => change("preference", {}) }, t("circle.forget")) : null);
}

function agreement(one, change) {
  const shown = [one.conversation, one.evidence].filter(Boolean).join(" · ");
  return el("li", { class: one.holds ? "" : "muted" },
    t(`circle.purpose.${one.purpose}`),
    one.proxyId ? `: ${one.name ?? one.proxyId} (${t(`circle.relation.${one.relation}`)})` : "",
    el("span", { class: "muted small" }, ` ${dayOf(one.at)} · ${one.by} · ${shown}`),
    one.withdrawnAt ? ` · ${t("circle.withdrawn", { day: dayOf(one.withdrawnAt) })}` : ends(one),
    one.holds
      ? el("button", { type: "button", class: "small", onclick: () => change("withdraw", { consent: one.id }) }, t("circle.withdraw"))
      : null);
}

const ends = ({ until }) => (until ? ` · ${t("circle.until", { day: dayOf(new Date(Date.parse(until) - 1).toISOString()) })}` : "");

function consentForm(desk, citizen, circle, change) {
  const found = other(desk, citizen, circle);
  const people = [...circle.household.map((one) => one.citizen), ...(found ? [found] : [])];
  const purpose = choice(purposes, "circle.purpose", "", t("circle.purpose"));
  const proxy = el("select", { "aria-label": t("circle.proxy") }, el("option", { value: "" }, t("circle.proxy")),
    people.map((one) => el("option", { value: one.id }, one.name)));
  const relation = choice(relations, "circle.relation", "", t("circle.relation"));
  const evidence = el("input", { maxlength: 500, placeholder: t("circle.evidence"), "aria-label": t("circle.evidence") });
  const until = el("input", { type: "date", "aria-label": t("circle.last-day"), title: t("circle.last-day") });
  const show = () => (proxy.hidden = relation.hidden = !forProxy.has(purpose.value));
  purpose.addEventListener("change", show);
  show();
  const save = (event) => {
    event.preventDefault();
    const form = { purpose: purpose.value, evidence: evidence.value, until: until.value };
    if (forProxy.has(purpose.value)) Object.assign(form, { proxy: Number(proxy.value) || undefined, relation: relation.value || undefined });
    change("consent", form);
  };
  return el("form", { class: "row wrap", onsubmit: save }, purpose, proxy, relation, evidence, until,
    el("button", { type: "submit", class: "small" }, t("circle.agree")));
}

function choice(values, prefix, chosen, label, onChange) {
  const select = el("select", { "aria-label": label, onchange: onChange ? () => onChange(select.value) : null },
    el("option", { value: "" }, label), values.map((one) => el("option", { value: one }, t(`${prefix}.${one}`))));
  select.value = chosen;
  return select;
}
