/** The words under the stage: a click or the arrows choose the moment; the engine draws that very frame. */
import { onBoard } from "./board.js";

let chosen = null; // seconds the member chose in this scene; null: the server's choice
let of = "";
let asked = "";
let drawing = false;

const words = () => document.getElementById("words");
const source = () => document.getElementById("still-source");
const known = { at: 0, duration: 0 };

/** The server's choice and the length; between a save and its measuring they stay what they were. */
function measured() {
  for (const name of ["at", "duration"]) if (source().dataset[name]) known[name] = Number(source().dataset[name]);
  return known;
}

const at = () => chosen ?? measured().at;
/** The frame of a chosen moment; beside the server's own choice one in which nobody blinks. */
const address = () => `${source().dataset.src}&${chosen === null ? "near" : "at"}=${at().toFixed(2)}`;

function clock(seconds) {
  const tenths = Math.round(seconds * 10);
  return `${Math.floor(tenths / 600)}:${String(Math.floor((tenths % 600) / 10)).padStart(2, "0")}.${tenths % 10}`;
}

/** Which word is said at this moment: the last that has begun. */
function mark() {
  const now = at();
  let said = null;
  for (const each of words().querySelectorAll("[data-at]")) {
    const begun = Number(each.dataset.at) <= now;
    each.classList.toggle("said", begun);
    each.classList.remove("now");
    if (begun) said = each;
  }
  said?.classList.add("now");
  said?.classList.remove("said");
  if (said) words().scrollLeft = said.offsetLeft - (words().clientWidth - said.offsetWidth) / 2;
  document.getElementById("clock").textContent = clock(now);
  document.getElementById("clock-end").textContent = clock(measured().duration);
  words().setAttribute("aria-valuenow", now.toFixed(2));
  words().setAttribute("aria-valuetext", `${now.toFixed(1)} s${said ? `, ${said.textContent}` : ""}`);
}

/** Show the frame at the moment. One request at a time, and always the newest at the end. */
async function show() {
  asked = address();
  if (drawing) return;
  drawing = true;
  let shown = "";
  while (shown !== asked) {
    shown = asked;
    const picture = new Image();
    picture.src = shown;
    try {
      await picture.decode();
    } catch {
      // The connection is away, or a placeholder that can't be decoded ahead: let the <img> itself try.
    }
    const still = document.getElementById("still");
    if (still && still.src !== picture.src) still.src = shown;
  }
  drawing = false;
}

function choose(seconds) {
  chosen = Math.max(0, Math.min(seconds, measured().duration));
  mark();
  show();
}

const middle = (tick) => (Number(tick.dataset.at) + Number(tick.dataset.end)) / 2;

function step(event) {
  if (event.target.id !== "words") return;
  const ticks = [...words().querySelectorAll("[data-at]")];
  const now = ticks.findIndex((each) => each.classList.contains("now"));
  const rtl = getComputedStyle(words()).direction === "rtl" ? -1 : 1;
  const next = { ArrowRight: now + rtl, ArrowLeft: now - rtl, ArrowUp: now + 1, ArrowDown: now - 1, Home: 0, End: ticks.length - 1 }[event.key];
  if (next === undefined || event.altKey) return;
  event.preventDefault();
  const tick = ticks[Math.max(0, Math.min(next, ticks.length - 1))];
  if (tick) choose(middle(tick));
}

function fresh() {
  const scene = document.getElementById("board").dataset.current;
  if (scene !== of) chosen = null;
  of = scene;
  mark();
}

/** A card's new picture takes the old one's place once it is there, without a blink. */
function keepThumb(event) {
  const card = event.detail.target;
  const fresh = card?.matches?.(".scene") && event.detail.fragment.querySelector?.(".scene img");
  const old = card?.querySelector?.("img");
  if (!fresh || !old || fresh.getAttribute("src") === old.getAttribute("src")) return;
  const next = new Image();
  next.src = fresh.getAttribute("src");
  fresh.src = old.src;
  const place = () => document.querySelector(`#${CSS.escape(card.id)} img`)?.setAttribute("src", next.src);
  next.decode().then(place, place);
}

export function start() {
  onBoard(fresh);
  document.addEventListener("htmx:beforeSwap", (event) => {
    // An older measure that comes late says nothing about the newer words.
    const asker = event.detail.requestConfig.elt;
    if (asker.id === "measured" && !asker.isConnected) event.detail.shouldSwap = false;
  });
  document.addEventListener("htmx:oobBeforeSwap", keepThumb);
  document.addEventListener("htmx:oobAfterSwap", (event) => {
    if (event.detail.target?.id === "words") mark();
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.target?.id === "board") return;
    if (source() && address() !== asked) {
      mark();
      show();
    }
  });
  document.addEventListener("click", (event) => {
    const tick = event.target.closest("#words [data-at]");
    if (tick) choose(middle(tick));
  });
  document.addEventListener("keydown", step);
}
