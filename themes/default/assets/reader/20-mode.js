// The switch of colours: as the system, light, dark. What is chosen is remembered.

const MODES = ["system", "light", "dark"];
const MODE_NAMES = { system: words["colours-system"], light: words["colours-light"], dark: words["colours-dark"] };

function currentMode() {
  return document.documentElement.dataset.mode ?? "system";
}

function showMode(button) {
  button.setAttribute("aria-label", MODE_NAMES[currentMode()]);
  button.title = MODE_NAMES[currentMode()];
}

// The early script waits for nothing, and so may come later than this one.
try {
  const mode = localStorage.getItem("topoi-mode");
  if (mode === "light" || mode === "dark") document.documentElement.dataset.mode = mode;
} catch {
  // No storage: as the system has it.
}

for (const button of document.querySelectorAll("button.mode")) {
  showMode(button);
  button.addEventListener("click", () => {
    const next = MODES[(MODES.indexOf(currentMode()) + 1) % MODES.length];
    if (next === "system") delete document.documentElement.dataset.mode;
    else document.documentElement.dataset.mode = next;
    try {
      localStorage.setItem("topoi-mode", next);
    } catch {
      // No storage: it holds for this page.
    }
    showMode(button);
  });
}
