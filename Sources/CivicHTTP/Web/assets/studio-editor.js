// The text: CodeMirror where it is installed, else a plain field with the same abilities.

/**
 * @param field the page's textarea
 * @param handlers `check(text)` gives findings; `save()` keeps a draft; `hints(editor)`, where it is
 *   there, completes; `moved(line)` hears of the cursor
 */
export function startEditor(field, text, vocabulary, handlers) {
  return globalThis.CodeMirror
    ? richEditor(field, text, vocabulary, handlers)
    : plainEditor(field, text, handlers);
}

function plainEditor(field, text, { check, moved }) {
  field.value = text;
  let timer = 0;
  const checkNow = () => check(field.value).catch(() => {});
  if (moved) {
    const tell = () => moved(field.value.slice(0, field.selectionStart).split("\n").length - 1);
    for (const event of ["click", "keyup"]) field.addEventListener(event, tell);
  }
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(checkNow, 600);
  });
  return {
    text: () => field.value,
    set: (next) => {
      field.value = next;
      checkNow();
    },
    goTo: (line, column) => {
      const lines = field.value.split("\n");
      const start = lines.slice(0, Math.max(0, line - 1)).join("\n").length + (line > 1 ? 1 : 0);
      field.focus();
      field.setSelectionRange(start + Math.max(0, column - 1), start + (lines[line - 1]?.length ?? 0));
    },
    mark: () => {},
    checkNow,
    shown: () => {},
  };
}

function richEditor(field, text, vocabulary, { check, save, hints: other, moved }) {
  field.value = text;
  const editor = CodeMirror.fromTextArea(field, {
    mode: "yaml",
    lineNumbers: true,
    // A real editable region: screen readers read it.
    inputStyle: "contenteditable",
    indentUnit: 2,
    gutters: ["CodeMirror-lint-markers", "CodeMirror-linenumbers"],
    lint: {
      async: true,
      delay: 500,
      getAnnotations: (content, update) => {
        check(content).then((findings) => update(findings.map(annotation))).catch(() => update([]));
      },
    },
    hintOptions: { hint: (cm) => (other ?? hints)(cm, vocabulary), completeSingle: false },
    // Tab leaves the editor, as it does any field; YAML is indented with spaces.
    extraKeys: {
      Tab: false,
      "Shift-Tab": false,
      "Ctrl-Space": "autocomplete",
      "Ctrl-S": () => save(),
      "Ctrl-/": "toggleComment",
    },
  });
  if (moved) editor.on("cursorActivity", () => moved(editor.getCursor().line));
  editor.on("inputRead", (cm, change) => {
    if (!cm.state.completionActive && /[\w :{[,]$/.test(change.text.join(""))) cm.showHint();
  });
  const annotation = (finding) => {
    const line = Math.max(0, finding.line - 1);
    const from = Math.max(0, finding.column - 1);
    const end = /^[\w.-]+/.exec(editor.getLine(line)?.slice(from) ?? "")?.[0].length ?? 1;
    return {
      from: CodeMirror.Pos(line, from), to: CodeMirror.Pos(line, from + Math.max(1, end)),
      severity: finding.severity === "error" ? "error" : "warning",
      message: [finding.message, finding.suggestion].filter(Boolean).join("; "),
    };
  };
  let marked = null;
  return {
    text: () => editor.getValue(),
    set: (next) => editor.setValue(next),
    goTo: (line, column) => {
      editor.focus();
      editor.setCursor({ line: Math.max(0, line - 1), ch: Math.max(0, column - 1) });
      editor.scrollIntoView(null, 120);
    },
    /** Shows the step that a trial call is in. */
    mark: (step) => {
      if (marked) editor.removeLineClass(marked, "background", "step-here");
      const line = step ? stepLines(editor.getValue()).get(step) : undefined;
      marked = line === undefined ? null : editor.addLineClass(line, "background", "step-here");
      if (marked) editor.scrollIntoView({ line, ch: 0 }, 80);
    },
    checkNow: () => editor.performLint(),
    /** What was laid out while it was hidden has no size. */
    shown: () => editor.refresh(),
  };
}

/** Steps by name with their line, from 0. */
export function stepLines(text) {
  const lines = text.split("\n");
  const found = new Map();
  let inSteps = false;
  lines.forEach((line, index) => {
    if (/^\S/.test(line)) inSteps = /^steps:/.test(line);
    const step = inSteps ? /^ {1,4}([a-z][a-z0-9-]*):/.exec(line) : null;
    if (step && !/^ {3,}/.test(line)) found.set(step[1], index);
  });
  return found;
}

const stepKeys = new Set([
  "then", "silence", "wrong-key", "exhausted", "found", "not-found", "late", "failed", "open", "closed", "holiday",
  "lunch", "known", "unknown", "otherwise", "empty", "opened", "served", "to", "meanwhile", "start", "person", "any-key",
  "no-answer", "check-failed", "locked", "told", "active", "closure",
]);
const promptKeys = new Set([
  "say", "menu", "prompt", "again", "goodbye", "choose-language", "joined", "wait", "wait-unknown", "offer", "comfort",
  "returned", "music", "announce-surge",
]);

/** What fits at the cursor: steps after a branch, prompts after what is said, names of queues after `queue:` … */
function hints(editor, vocabulary) {
  const { typed, head, key, choose } = atCursor(editor);
  let list = [];
  const lists = {
    queue: vocabulary.queues, "open-case": vocabulary.services, hours: vocabulary.calendars,
    calendar: vocabulary.calendars, "look-up": vocabulary.lookUps,
  };
  if (key === undefined) {
    // A key at the beginning of a line or of a mapping.
    if (/^\s*$|[{,]\s*$/.test(head) && typed) list = [...vocabulary.steps.map((one) => one.word), ...stepKeys].map((word) => `${word}: `);
  } else if (lists[key]) list = lists[key];
  else if (promptKeys.has(key)) list = promptHints(vocabulary);
  else if (stepKeys.has(key) || /^"?[\d*#]"?$/.test(key)) list = [...stepLines(editor.getValue()).keys()];
  return choose(list);
}

/** Where the cursor stands: what is typed, what is in front of it, the key whose value it is, and a list for it. */
export function atCursor(editor) {
  const cursor = editor.getCursor();
  const before = editor.getLine(cursor.line).slice(0, cursor.ch);
  const typed = /[\w.-]*$/.exec(before)[0];
  const head = before.slice(0, before.length - typed.length);
  const key = /([\w*#"-]+)\s*:\s*[[{"']?\s*(?:[\w.-]+\s*,\s*)*$/.exec(head)?.[1];
  const choose = (list) => {
    const wanted = list.filter((one) => (one.text ?? one).includes(typed) && (one.text ?? one) !== typed);
    wanted.sort((a, b) => (a.text ?? a).indexOf(typed) - (b.text ?? b).indexOf(typed));
    return { list: wanted.slice(0, 60), from: CodeMirror.Pos(cursor.line, cursor.ch - typed.length), to: cursor };
  };
  return { line: cursor.line, typed, head, key, choose };
}

/** Prompts with their text in the page's language. */
export const promptHints = (vocabulary) =>
  vocabulary.prompts.map(({ id, texts }) => ({
    text: id, displayText: `${id}   ${texts[document.documentElement.lang] ?? ""}`,
  }));
