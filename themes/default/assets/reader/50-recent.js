// Cards that were read lately, on the home page. The list stays in the browser: addresses and
// titles under a key of the site's own address, nothing is sent.

const RECENT = 8;
const siteRoot = new URL(document.body.dataset.root || "./", location.href).href;
const recentKey = `topoi-recent ${siteRoot}`;

function readRecent() {
  try {
    const list = JSON.parse(localStorage.getItem(recentKey) ?? "[]");
    return Array.isArray(list) ? list.filter((one) => typeof one?.url === "string" && typeof one.title === "string") : [];
  } catch {
    return [];
  }
}

function keepRecent() {
  const title = document.querySelector("h1")?.textContent.trim();
  if (!title || !location.href.startsWith(siteRoot)) return;
  const url = location.href.slice(siteRoot.length).replace(/[?#].*/, "");
  const list = [{ url, title }, ...readRecent().filter((one) => one.url !== url)];
  try {
    localStorage.setItem(recentKey, JSON.stringify(list.slice(0, RECENT)));
  } catch {
    // No storage: nothing is remembered.
  }
}

function showRecent(section) {
  const list = readRecent();
  section.querySelector("ul").replaceChildren(
    ...list.map(({ url, title }) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      // An address from storage leads nowhere but into this site.
      const target = new URL(url, siteRoot);
      if (!target.href.startsWith(siteRoot)) return "";
      link.href = target.href;
      link.textContent = title;
      item.append(link);
      return item;
    }),
  );
  section.hidden = list.length === 0;
}

const recentSection = document.getElementById("t.recent");
if (recentSection) showRecent(recentSection);
else if (document.body.matches(".kind-principle, .kind-concept, .kind-contrast")) keepRecent();
