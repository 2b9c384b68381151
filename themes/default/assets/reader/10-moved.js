// What a reader's own machine adds to a page, in parts. Pages read fully without it. `words`, the
// table `reader` of i18n/<lang>.toml, stands before them.
//
// A link may name a passage by an id that is made from its text. Once the text has changed the id
// is gone; the reader then gets the page, and is told why it opens at its top.

function tellWhereMoved() {
  const notice = document.getElementById("t.moved");
  if (!notice) return;
  let id = location.hash.slice(1);
  try {
    id = decodeURIComponent(id);
  } catch {
    // A lone percent sign: taken as it stands.
  }
  const isPassage = /^p-[0-9a-f]{8}(-\d+)?$/.test(id);
  notice.hidden = !isPassage || document.getElementById(id) !== null;
}

addEventListener("hashchange", tellWhereMoved);
tellWhereMoved();
