// What scrolls sideways is reached by the keyboard, where the browser doesn't see to that by itself.

const scrolls = [...document.querySelectorAll(".prose :is(pre, .table, math)")];

function reachable() {
  const wide = scrolls.map((one) => one.scrollWidth > one.clientWidth + 1);
  scrolls.forEach((one, number) => {
    if (wide[number]) one.setAttribute("tabindex", "0");
    else one.removeAttribute("tabindex");
  });
}
if (scrolls.length > 0) {
  reachable();
  addEventListener("load", reachable);
  addEventListener("resize", reachable);
}
