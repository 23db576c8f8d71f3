// Tabs after the ARIA pattern: arrow keys move, one panel is shown, and it is drawn when it is first seen.

import { find } from "./dom.js";

export function startTabs(studio, panels) {
  const tabs = [...document.querySelectorAll('[role="tab"]')];
  const nameOf = (tab) => tab.getAttribute("aria-controls");
  let current = nameOf(tabs.find((tab) => tab.getAttribute("aria-selected") === "true"));

  const draw = () => {
    const panel = panels[current];
    if (typeof panel === "function") panel(find(current));
    else panel?.redraw();
  };
  const show = (tab) => {
    current = nameOf(tab);
    for (const one of tabs) {
      const isShown = one === tab;
      one.setAttribute("aria-selected", String(isShown));
      one.tabIndex = isShown ? 0 : -1;
      find(nameOf(one)).hidden = !isShown;
    }
    draw();
  };
  for (const tab of tabs) {
    if (!panels[nameOf(tab)]) tab.hidden = true;
    tab.addEventListener("click", () => show(tab));
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const shown = tabs.filter((one) => !one.hidden);
      const next = shown[(shown.indexOf(tab) + step + shown.length) % shown.length];
      next.focus();
      show(next);
    });
  }
  draw();
  return { redraw: draw, show: (name) => show(tabs.find((tab) => nameOf(tab) === name)) };
}
