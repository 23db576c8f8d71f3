// Scans and photographs of a case.

import { el } from "./dom.js";
import { t } from "./words.js";

/** Pictures open beside, the rest is saved. */
export function fileList(files) {
  if (!files || files.length === 0) return null;
  return el("div", {}, el("h3", {}, t("work.files")), el("ul", { class: "files" }, files.map((file) =>
    el("li", {}, el("a", { href: `/attachments/${file.id}`, target: "_blank", rel: "noopener" }, file.name), " ",
      el("span", { class: "muted" }, size(file.size))))));
}

function size(bytes) {
  return bytes < 1048576 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
}
