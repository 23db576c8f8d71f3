// Which queues an agent serves and how well they know what, as a supervisor changes it while calls go on.

import { Refusal, post } from "./api.js";
import { el, fill, find } from "./dom.js";
import { t } from "./words.js";

const levels = [0, 1, 2, 3, 4, 5];

/** `ways`: the ids of all queues, names of queues and skills, and what to do with the floor as it is then. */
export function openMembership(agent, ways) {
  const dialog = find("membership");
  const queues = [...new Set([...ways.queues, ...agent.configured.queues])].map((id) => ({
    id, was: agent.holds.queues.includes(id), usual: agent.configured.queues.includes(id),
    field: el("input", { type: "checkbox", id: `queue-${id}`, checked: agent.holds.queues.includes(id) }),
  }));
  const skills = Object.keys(agent.holds.levels).sort().map((id) => ({
    id, was: agent.holds.levels[id], usual: agent.configured.levels[id],
    field: el("select", { id: `skill-${id}` }, levels.map((level) =>
      el("option", { value: level, selected: level === agent.holds.levels[id] }, t(`floor.skill.${level}`)))),
  }));
  const told = el("p", { role: "alert", class: "silent" });

  async function save(event) {
    event.preventDefault();
    const wish = { queues: {}, skills: {} };
    for (const { id, was, field } of queues) if (field.checked !== was) wish.queues[id] = field.checked;
    for (const { id, was, field } of skills) if (Number(field.value) !== was) wish.skills[id] = Number(field.value);
    if (!Object.keys(wish.queues).length && !Object.keys(wish.skills).length) return dialog.close();
    try {
      ways.onSaved(await post(`/api/floor/agents/${encodeURIComponent(agent.id)}/membership`, wish));
      dialog.close();
      document.querySelector(`[data-key="${CSS.escape(`serves-${agent.id}`)}"]`)?.focus();
    } catch (error) {
      told.textContent = error instanceof Refusal ? error.text : String(error);
    }
  }

  function reset() {
    for (const { usual, field } of queues) field.checked = usual;
    for (const { usual, field } of skills) field.value = String(usual);
  }

  const isMarked = (one) => (one.was === one.usual ? null : el("span", { class: "muted small" }, ` ${t("floor.changed")}`));
  fill(dialog,
    el("form", { method: "dialog", onsubmit: save },
      el("h2", { id: "membership-title" }, t("floor.membership", { who: agent.name })),
      el("p", { class: "muted small" }, t("floor.membership-note")),
      el("fieldset", {}, el("legend", {}, t("floor.serves")),
        queues.map((one) => el("label", { for: one.field.id }, one.field, ` ${ways.name(one.id)}`, isMarked(one)))),
      skills.length === 0 ? null : el("fieldset", {}, el("legend", {}, t("floor.skills")),
        skills.map((one) => el("label", { for: one.field.id }, one.field, ` ${ways.skill(one.id)}`, isMarked(one)))),
      told,
      el("div", { class: "row" },
        el("button", { type: "button", onclick: reset }, t("floor.as-configured")),
        el("button", { type: "button", onclick: () => dialog.close() }, t("floor.cancel")),
        el("button", { type: "submit", class: "primary" }, t("floor.save")))));
  dialog.showModal();
}
