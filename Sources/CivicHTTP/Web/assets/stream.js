// The event stream, read with fetch rather than EventSource: it sees the heartbeat, so a dead connection is noticed,
// and the status, so an ended session is told from a lost network.

const silence = 40_000; // ms without a byte; the server's heartbeat comes every 15 s
const kept = "civicline-stream";

/** Calls `onEvent`, `onUp`, `onDown` and `onSignedOut` for as long as the page lives. */
export async function follow({ onEvent, onUp, onDown, onSignedOut }) {
  let position = JSON.parse(sessionStorage.getItem(kept) ?? "null");
  for (let pause = 500; ; pause = Math.min(pause * 2, 8000)) {
    const connection = new AbortController();
    let watchdog;
    const alive = () => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => connection.abort(), silence);
    };
    try {
      alive();
      const query = position ? `?after=${position.sequence}&epoch=${encodeURIComponent(position.epoch)}` : "";
      const response = await fetch(`/api/desk/events${query}`, {
        signal: connection.signal, credentials: "same-origin", cache: "no-store", headers: { accept: "text/event-stream" },
      });
      if (response.status === 401) return onSignedOut();
      if (!response.ok) throw new Error(String(response.status));
      pause = 500;
      onUp();
      for await (const event of parse(response.body, alive)) {
        position = { sequence: event.sequence, epoch: event.epoch };
        sessionStorage.setItem(kept, JSON.stringify(position));
        onEvent(event);
      }
    } catch {
      // Told below; the loop tries again.
    } finally {
      clearTimeout(watchdog);
    }
    onDown();
    await new Promise((resume) => setTimeout(resume, pause));
  }
}

async function* parse(body, alive) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    alive();
    text += value;
    const blocks = text.split("\n\n");
    text = blocks.pop();
    for (const block of blocks) {
      const data = block.split("\n").filter((line) => line.startsWith("data: ")).map((line) => line.slice(6));
      if (data.length) yield JSON.parse(data.join("\n"));
    }
  }
}
