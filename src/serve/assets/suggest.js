// The queue of proposals: sends what is accepted or rejected, and takes it off the page.
(() => {
  "use strict";

  const answer = document.getElementById("topoi-answer");

  for (const button of document.querySelectorAll("button[data-action]")) {
    button.addEventListener("click", async () => {
      const item = button.closest("li");
      const decision = {
        id: item.dataset.id,
        action: button.dataset.action,
        secret: document.body.dataset.secret,
      };
      const response = await fetch("/__topoi/suggest", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(decision),
      });
      if (response.ok) {
        const { file } = await response.json();
        answer.textContent = "Written: " + file;
        item.remove();
      } else {
        answer.textContent = "Not written: " + (await response.text());
      }
    });
  }
})();
