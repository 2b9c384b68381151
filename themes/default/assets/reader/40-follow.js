// Contents that follow the reader: the entry of the part that is being read is marked.

for (const list of document.querySelectorAll(".toc, .jump")) {
  const links = [...list.querySelectorAll('a[href^="#"]')];
  const parts = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
  if (!parts.some(Boolean)) continue;
  let waiting = false;
  const mark = () => {
    waiting = false;
    const line = innerHeight * 0.3;
    let here = -1;
    parts.forEach((part, at) => {
      if (part && part.getBoundingClientRect().top <= line) here = at;
    });
    const isEnd = scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
    if (isEnd && scrollY > 0) here = parts.length - 1;
    links.forEach((link, at) => {
      if (at === here) link.setAttribute("aria-current", "location");
      else link.removeAttribute("aria-current");
    });
  };
  const soon = () => {
    if (!waiting) requestAnimationFrame(mark);
    waiting = true;
  };
  addEventListener("scroll", soon, { passive: true });
  addEventListener("resize", soon);
  mark();
}
