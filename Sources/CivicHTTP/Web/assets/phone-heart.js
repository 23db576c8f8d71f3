// Tells the house every four seconds that this window is the agent's phone. A worker, because browsers slow down the
// timers of windows that are not in front.

let timer;

onmessage = ({ data }) => {
  clearInterval(timer);
  if (data) timer = setInterval(() => beat(data), 4000);
};

async function beat(window) {
  try {
    const response = await fetch("/api/desk/phone", {
      method: "PUT", credentials: "same-origin", headers: { "content-type": "application/json" },
      body: JSON.stringify({ window }),
    });
    postMessage(response.status);
  } catch {
    postMessage(0);
  }
}
