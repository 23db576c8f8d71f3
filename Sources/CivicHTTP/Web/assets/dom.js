// Elements from data: text only ever becomes text nodes and attributes, never markup.

export const find = (id) => document.getElementById(id);

/** An element; `properties` that start with `on` are listeners, `null` children are left out. */
export function el(name, properties = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "class") node.className = value;
    else node.setAttribute(key, value === true ? "" : String(value));
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

const svgNamespace = "http://www.w3.org/2000/svg";

export function icon(name) {
  const svg = document.createElementNS(svgNamespace, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(svgNamespace, "use");
  use.setAttribute("href", `/assets/icons.svg#${name}`);
  svg.append(use);
  return svg;
}

/** Puts `children` into `place` and keeps the focus and the caret where they were, found again by `data-key`. */
export function fill(place, ...children) {
  const active = place.contains(document.activeElement) ? document.activeElement : null;
  const key = active?.dataset.key;
  const caret = active?.tagName === "TEXTAREA" ? [active.selectionStart, active.selectionEnd] : null;
  place.replaceChildren(...children.flat().filter((child) => child !== null && child !== undefined));
  const again = key ? place.querySelector(`[data-key="${CSS.escape(key)}"]`) : null;
  again?.focus();
  if (again && caret) again.setSelectionRange(...caret);
}
