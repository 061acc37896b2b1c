/** A picture that is still being drawn (503) is asked for again, a few times, instead of staying broken. */
const PAUSE = 2000, MOST = 15;

const waitedFor = (picture) => picture instanceof HTMLImageElement && "again" in picture.dataset;

/** Meanwhile its name is heard, and no sign of a broken picture seen. */
function name(picture, { waiting }) {
  if (waiting && picture.alt) [picture.ariaLabel, picture.alt] = [picture.alt, ""];
  if (!waiting && picture.ariaLabel) [picture.alt, picture.ariaLabel] = [picture.ariaLabel, null];
}

function later(picture) {
  const tries = Number(picture.dataset.again || 0);
  name(picture, { waiting: tries < MOST });
  if (tries >= MOST) return;
  picture.dataset.again = tries + 1;
  setTimeout(() => { picture.src = picture.src; }, PAUSE * (1 + Math.random()));
}

document.addEventListener("error", ({ target }) => waitedFor(target) && later(target), true);
document.addEventListener("load", ({ target }) => waitedFor(target) && name(target, { waiting: false }), true);
// Those that failed before this module came.
for (const each of document.querySelectorAll("img[data-again]")) if (each.complete && !each.naturalWidth) later(each);
