// Before anything is painted: the colours that the reader chose last. It waits for nothing and
// nothing waits for it; the switch itself is in reader/.
"use strict";
document.documentElement.classList.add("scripted");
try {
  const mode = localStorage.getItem("topoi-mode");
  if (mode === "light" || mode === "dark") document.documentElement.dataset.mode = mode;
} catch {
  // No storage: as the system has it.
}
