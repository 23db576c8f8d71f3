// The desk's REST routes. A refusal is thrown as its problem document (RFC 9457).

import { askReason } from "./reason.js";
import { t, word } from "./words.js";

export class Refusal extends Error {
  constructor(status, problem) {
    super(problem.title ?? "");
    this.status = status;
    this.problem = problem;
  }

  /** Why, in the page's language where it is known. */
  get text() {
    const known = word(`problem.${(this.problem.type ?? "").split(":").pop()}`);
    if (known) return known;
    return [this.problem.title, this.problem.detail, this.problem.remedy].filter(Boolean).join(" ");
  }
}

/** Where the server asks why a file is opened, the reason is asked for and given, and the question goes again. */
async function ask(path, options) {
  try {
    return await askOnce(path, options);
  } catch (error) {
    const about = error.problem?.about;
    const given = about ? await askReason() : null;
    if (!given) throw error;
    await askOnce("/api/openings", asJSON({ about, ...given }));
    return askOnce(path, options);
  }
}

async function askOnce(path, options) {
  let response;
  try {
    response = await fetch(path, { credentials: "same-origin", headers: { accept: "application/json" }, ...options });
  } catch {
    throw new Refusal(0, { type: "urn:civicline:problem:offline", title: t("problem.offline") });
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refusal(response.status, body);
  return body;
}

export const get = (path) => ask(path);

/** Bytes as they are, such as a sound. */
export const send = (path, type, bytes) =>
  ask(path, { method: "POST", headers: { accept: "application/json", "content-type": type }, body: bytes });

/** Files as a form sends them. */
export const sendFiles = (path, files) => {
  const form = new FormData();
  for (const file of files) form.append("files", file);
  return ask(path, { method: "POST", body: form });
};

const asJSON = (body) => ({
  method: "POST",
  headers: { accept: "application/json", "content-type": "application/json" },
  body: JSON.stringify(body ?? {}),
});

export const post = (path, body) => ask(path, asJSON(body));
