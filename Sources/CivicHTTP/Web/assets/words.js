// The words of the page in both languages, and what stands in the page's own HTML.

let tables = {};
let current = "zh-CN";
const listeners = [];

export function startWords(words, language) {
  tables = words;
  current = language;
}

export const language = () => current;
export const onLanguage = (listener) => listeners.push(listener);

/** The word for `key`, with `{name}` filled in; null when there is none. */
export function word(key, values = {}) {
  const text = tables[current]?.[key];
  return text === undefined ? null : text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

export const t = (key, values) => word(key, values) ?? key;

/** The name of a catalogue's entry in the page's language. */
export function nameOf(entries, id) {
  const entry = entries.find((one) => one.id === id);
  return entry ? inLanguage(entry) : id;
}

export const inLanguage = (entry) => (current === "en" ? entry.en : entry.zh);

export function setLanguage(next) {
  current = next;
  document.documentElement.lang = next;
  document.cookie = `civicline-language=${next}; Path=/; Max-Age=31536000; SameSite=Lax`;
  translatePage();
  for (const listener of listeners) listener();
}

function translatePage() {
  for (const node of document.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
  for (const node of document.querySelectorAll("[data-t-label]")) node.setAttribute("aria-label", t(node.dataset.tLabel));
  for (const node of document.querySelectorAll("[data-t-title]")) node.title = t(node.dataset.tTitle);
  for (const node of document.querySelectorAll("[data-t-placeholder]")) node.placeholder = t(node.dataset.tPlaceholder);
}
