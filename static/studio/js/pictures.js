/** A picture that is still being drawn (503) is asked for again, a few times, instead of staying broken. */
const PAUSE = 2000, MOST = 15;

document.addEventListener("error", (event) => {
  const picture = event.target;
  if (!(picture instanceof HTMLImageElement) || !("again" in picture.dataset)) return;
  const tries = Number(picture.dataset.again || 0);
  if (tries >= MOST) return;
  picture.dataset.again = tries + 1;
  setTimeout(() => { picture.src = picture.src; }, PAUSE * (1 + Math.random()));
}, true);
