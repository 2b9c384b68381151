// A card in use: a line to say is copied by one tap, the card is shared or printed.

/** The words of a line without the quotation marks round them. */
function spoken(line) {
  const text = line.cloneNode(true);
  for (const button of text.querySelectorAll("button")) button.remove();
  return text.textContent.trim().replace(/^[“"«„‘]([^]*)[”"»“’]$/, "$1").trim();
}

async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Over file:// and plain HTTP there is no clipboard to write to: as it was done before.
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "away";
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
}

/** A button that says for a moment that it has done its work. */
function actionButton(name, label, act) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = name;
  button.textContent = label;
  button.addEventListener("click", async () => {
    const answer = await act();
    if (!answer) return;
    button.textContent = answer;
    button.classList.add("done");
    setTimeout(() => {
      button.textContent = label;
      button.classList.remove("done");
    }, 1600);
  });
  return button;
}

const isLine = ".role-say .prose > ul > li, .role-say .prose > p, [data-copy]";
for (const line of document.querySelectorAll(isLine)) {
  const button = actionButton("copy", words.copy, async () => {
    await copyText(spoken(line));
    return words.copied;
  });
  button.setAttribute("aria-label", words["copy-line"].replace("{line}", () => spoken(line).slice(0, 60)));
  line.append(button);
}

for (const tools of document.querySelectorAll(".tools[hidden]")) {
  const address = location.href.replace(/#.*/, "");
  tools.prepend(
    actionButton("", words.share, async () => {
      if (navigator.share) {
        await navigator.share({ title: tools.dataset.title, url: address }).catch(() => {});
        return "";
      }
      await copyText(address);
      return words["link-copied"];
    }),
    actionButton("", words.print, async () => {
      print();
      return "";
    }),
  );
  tools.hidden = false;
}
