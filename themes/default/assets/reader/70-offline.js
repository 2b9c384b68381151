// The site without a network: the worker that keeps it, and the line that says so.

const offlineWorker = document.body.dataset.offline;

const OFFLINE_STATES = {
  offline: words["offline-offline"],
  "signed-out": words["offline-signed-out"],
  lost: words["offline-lost"],
  updated: words["offline-updated"],
};

/** Says at the foot of the window how old what one reads is, with a link to something newer. */
function sayState({ why, at }) {
  const note = document.createElement("p");
  const day = new Intl.DateTimeFormat(language, { dateStyle: "long" }).format(new Date(at || Date.now()));
  note.className = `offline-note ${why}`;
  note.setAttribute("role", "status");
  note.textContent = (OFFLINE_STATES[why] ?? "").replace("{day}", () => day);
  if (why === "signed-out" || why === "updated") {
    const link = document.createElement("a");
    const to = new URL(location.href);
    if (why === "signed-out") to.searchParams.set("topoi-live", "");
    link.href = to.href;
    link.textContent = words[why === "updated" ? "offline-reload" : "offline-sign-in"];
    if (why === "updated") {
      link.addEventListener("click", (event) => {
        event.preventDefault();
        location.reload();
      });
    }
    note.append(" ", link);
  }
  document.querySelector(".offline-note")?.remove();
  document.body.append(note);
}

if (offlineWorker && "serviceWorker" in navigator && location.protocol !== "file:") {
  const { serviceWorker } = navigator;
  serviceWorker.addEventListener("message", ({ data }) => data?.why && sayState(data));
  serviceWorker.controller?.postMessage("state");
  serviceWorker.startMessages();
  addEventListener("offline", () => document.querySelector(".offline-note") || sayState({ why: "lost" }));
  addEventListener("online", () => document.querySelector(".offline-note.lost")?.remove());
  // It may take its time: nothing on this page waits for it.
  addEventListener("load", () => {
    serviceWorker.register(new URL(offlineWorker, location.href)).catch(() => {});
  });
}
