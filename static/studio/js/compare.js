/**
 * Two films played together: one button, one scrubber, the sound of one. Who is heard leads; the other one, which is
 * muted, is led back a little faster or slower, so that nobody hears or sees it jump. A shorter film waits at its end.
 */
const FAR = 0.25; // seconds apart from which the follower jumps
const PULL = 4; // how much faster, for each second that it is behind
const MOST = 0.25; // nobody hears it, and it is over in a third of a second
const HALF = 0.5;
const READY = 3; // HTMLMediaElement.HAVE_FUTURE_DATA
const NO_SOURCE = 3; // HTMLMediaElement.NETWORK_NO_SOURCE

const pair = document.getElementById("pair");
const deck = document.getElementById("deck");
const seek = document.getElementById("deck-seek");
const button = document.getElementById("deck-play");
const said = document.getElementById("deck-said");
const films = Object.fromEntries([...pair.querySelectorAll(".side")].map((side) => [side.dataset.side, side.querySelector("video")]));
const both = Object.values(films);
const frame = 1 / Math.max(...both.map((film) => Number(film.dataset.fps)));

let at = 0; // seconds since the beginning of both
let playing = false;
let turn = 0; // of whoever waits or plays: a later one ends the earlier one
let heard = "b";
let scrubbed = false; // it played when the scrubber was taken

const length = (film) => (Number.isFinite(film.duration) ? film.duration : 0);
const total = () => Math.max(...both.map(length));
const over = (film) => film.ended || (length(film) > 0 && at >= length(film) - frame * HALF);
const others = (film) => both.filter((each) => each !== film);

/** Who is heard, while it lasts; else the other one. None when both are over. */
function leader() {
  const first = films[heard] ?? both[0];
  return [first, ...others(first)].find((film) => !over(film));
}

function clock(seconds) {
  const hundredths = Math.floor(seconds * 100 + HALF);
  const rest = hundredths % 6000;
  return `${Math.floor(hundredths / 6000)}:${String(Math.floor(rest / 100)).padStart(2, "0")}.${String(rest % 100).padStart(2, "0")}`;
}

function draw() {
  const end = total();
  deck.classList.toggle("is-playing", playing);
  const name = playing ? button.dataset.pause : button.dataset.play;
  if (button.getAttribute("aria-label") !== name) button.setAttribute("aria-label", name);
  seek.max = end || 1;
  seek.value = at;
  seek.style.setProperty("--at", `${end ? (100 * at) / end : 0}%`);
  seek.setAttribute("aria-valuetext", `${clock(at)} / ${clock(end)}`);
  document.getElementById("deck-now").textContent = clock(at);
  document.getElementById("deck-end").textContent = clock(end);
  for (const film of both) film.closest(".side").querySelector(".over").hidden = !over(film) || length(film) > end - frame;
}

function say(text) {
  if (said.textContent !== text) said.textContent = text;
}

/** Have both show this moment; one that is shorter shows its last picture. */
function place(seconds) {
  at = Math.max(0, Math.min(seconds, total()));
  for (const film of both) film.currentTime = Math.max(0, Math.min(at, length(film) - frame * HALF));
  draw();
}

function rest() {
  turn += 1;
  for (const film of both) {
    film.pause();
    film.playbackRate = 1;
  }
}

function halt() {
  playing = false;
  rest();
  say("");
  draw();
}

const isReady = (film) => over(film) || (!film.seeking && film.readyState >= READY);
const isLost = (film) => film.error || film.networkState === NO_SOURCE;

/** Until both can go on; false when somebody else has taken over, or one never will. */
function ready(mine) {
  return new Promise((resolve) => {
    const look = () => {
      if (mine !== turn) resolve(false);
      else if (both.some(isLost)) fail(resolve);
      else if (both.every(isReady)) resolve(true);
      else setTimeout(look, 20);
    };
    look();
  });
}

function fail(resolve) {
  halt();
  say(said.dataset.stuck);
  resolve(false);
}

async function go() {
  rest();
  const mine = turn;
  playing = true;
  if (total() && at >= total() - frame) place(0);
  draw();
  const late = setTimeout(() => mine === turn && say(said.dataset.waiting), 400);
  const set = await ready(mine);
  clearTimeout(late);
  if (!set) return;
  say("");
  try {
    await Promise.all(both.filter((film) => !over(film)).map((film) => film.play()));
  } catch {
    if (mine === turn) fail(() => {});
    return;
  }
  if (mine === turn) requestAnimationFrame(() => tick(mine));
}

function tick(mine) {
  if (mine !== turn) return;
  const lead = leader();
  if (!lead) {
    at = total();
    halt();
    return;
  }
  if (lead.paused) { // by the system's own keys
    halt();
    return;
  }
  at = lead.currentTime;
  lead.playbackRate = 1;
  for (const film of others(lead)) if (!over(film)) follow(film);
  draw();
  requestAnimationFrame(() => tick(mine));
}

/** Nearer to the leader: gently, or at once when it is far. */
function follow(film) {
  if (film.seeking) return;
  const ahead = film.currentTime - at;
  if (Math.abs(ahead) > FAR) film.currentTime = at;
  else film.playbackRate = Math.abs(ahead) < frame / 8 ? 1 : 1 - Math.max(-MOST, Math.min(ahead * PULL, MOST));
}

function toggle() {
  if (playing) halt();
  else go();
}

/** From a frame's middle to another's: at its edge it would depend on rounding which one is shown. */
function step(frames) {
  halt();
  const shown = Math.floor(Math.min(at, total() - frame * HALF) / frame + 0.01);
  place((Math.max(0, shown + frames) + HALF) * frame);
}

function press(name, chosen) {
  for (const each of deck.querySelectorAll(`[data-${name}]`)) each.setAttribute("aria-pressed", each.dataset[name] === chosen);
}

function hear(key) {
  heard = key;
  for (const [name, film] of Object.entries(films)) film.muted = name !== key;
  press("sound", key);
}

function show(key) {
  for (const side of pair.querySelectorAll(".side")) side.classList.toggle("is-behind", side.dataset.side !== key);
  press("picture", key);
}

function subtitle(toggled) {
  const on = toggled.getAttribute("aria-pressed") !== "true";
  toggled.setAttribute("aria-pressed", on);
  for (const film of both) for (const track of film.textTracks) track.mode = on ? "showing" : "disabled";
}

deck.addEventListener("click", (event) => {
  const pressed = event.target.closest("button");
  if (!pressed) return;
  if (pressed === button) toggle();
  else if (pressed.id === "deck-subtitles") subtitle(pressed);
  else if ("sound" in pressed.dataset) hear(pressed.dataset.sound);
  else show(pressed.dataset.picture);
});

seek.addEventListener("input", () => {
  scrubbed ||= playing;
  playing = false;
  rest();
  place(Number(seek.value));
});
seek.addEventListener("change", () => {
  if (scrubbed) go();
  scrubbed = false;
});

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const { target, key } = event;
  if (target !== seek && target.closest?.("input, select, textarea, [contenteditable]")) return;
  const onward = getComputedStyle(pair).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
  if (key === " " && !target.closest?.("button, a, summary")) {
    if (!event.repeat) toggle();
  } else if (key === "ArrowLeft" || key === "ArrowRight") {
    const way = key === onward ? 1 : -1;
    step(way * (event.shiftKey ? Math.round(1 / frame) : 1));
  } else return;
  event.preventDefault();
});

for (const film of both) {
  film.controls = false;
  film.addEventListener("click", toggle);
  film.addEventListener("loadedmetadata", draw);
  film.addEventListener("durationchange", draw);
  film.addEventListener("waiting", () => {
    if (playing && !film.seeking && !over(film)) go(); // Both wait for the one that is late.
  });
  film.addEventListener("error", () => isLost(film) && fail(() => {}), true);
}
pair.classList.add("by-turns");
deck.hidden = false;
hear(heard);
show("a");
draw();
