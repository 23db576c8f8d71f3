// Time as the desk shows it: by the server's clock, in the page's language.

import { language, t } from "./words.js";

let offset = 0; // milliseconds that the server's clock is ahead of this computer's

export function setServerTime(text) {
  offset = Date.parse(text) - Date.now();
}

export const now = () => Date.now() + offset;

/** 75 → "1:15"; 4000 → "1:06:40". */
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (number) => String(number).padStart(2, "0");
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

export const secondsSince = (text) => (now() - Date.parse(text)) / 1000;

/** A length in its two largest units: "2 d 4 h", "12 min". */
export function span(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [[86400, "d"], [3600, "h"], [60, "min"], [1, "s"]];
  const first = parts.findIndex(([size]) => whole >= size);
  if (first < 0) return `0 ${t("unit.s")}`;
  const shown = [];
  let rest = whole;
  for (const [size, name] of parts.slice(first, first + 2)) {
    const count = Math.floor(rest / size);
    rest %= size;
    if (count && !(name === "s" && first < 2)) shown.push(`${count} ${t(`unit.${name}`)}`);
  }
  return shown.join(" ");
}

const formatters = new Map();

function format(kind, options, text) {
  const key = `${kind} ${language()}`;
  if (!formatters.has(key)) formatters.set(key, new Intl.DateTimeFormat(language(), options));
  return formatters.get(key).format(new Date(text));
}

export const timeOfDay = (text) => format("time", { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false }, text);

export const dayOf = (text) => format("date", { year: "numeric", month: "short", day: "numeric" }, text);

/** Today as the time, this year without the year. */
export function day(text) {
  const date = new Date(text);
  const today = new Date(now());
  if (date.toDateString() === today.toDateString()) {
    return format("minute", { hour: "2-digit", minute: "2-digit", hour12: false }, text);
  }
  return date.getFullYear() === today.getFullYear()
    ? format("day", { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hour12: false }, text)
    : format("year", { year: "numeric", month: "short", day: "numeric" }, text);
}

// What changes by itself: `data-clock` counts up from an instant, `data-left` down to one.
export function tick() {
  for (const node of document.querySelectorAll("[data-clock]")) node.textContent = clock(secondsSince(node.dataset.clock));
  for (const node of document.querySelectorAll("[data-left]")) {
    node.textContent = t("ends-in", { time: clock(-secondsSince(node.dataset.left)) });
  }
}
