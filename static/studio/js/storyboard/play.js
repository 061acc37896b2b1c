/** Play the newest version that can be watched, on the stage. */
export function play() {
  const button = document.getElementById("play");
  const shown = document.querySelector("#picture video");
  if (shown) return shown.paused ? shown.play() : close(shown);
  if (!button.dataset.src) return say(button.dataset.none);
  const video = Object.assign(document.createElement("video"), { src: button.dataset.src, controls: true, autoplay: true, playsInline: true });
  video.setAttribute("aria-label", button.dataset.label);
  video.addEventListener("ended", () => close(video));
  document.getElementById("picture").append(video);
  video.focus();
  return undefined;
}

/** Whoever was at the film goes on where they started it. */
function close(video) {
  const here = document.activeElement === video;
  video.remove();
  if (here) document.getElementById("play").focus();
}

function say(text) {
  const notice = document.createElement("p");
  notice.className = "notice";
  notice.append(Object.assign(document.createElement("span"), { textContent: text }));
  document.getElementById("notices").replaceChildren(notice);
  setTimeout(() => notice.remove(), 6000);
}

export function start() {
  document.addEventListener("click", (event) => event.target.closest("#play") && play());
  document.addEventListener("keydown", (event) => {
    const video = document.querySelector("#picture video");
    if (event.key === "Escape" && video) close(video);
  });
}
