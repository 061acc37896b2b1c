/**
 * Buttons that are heard: [data-listen] names a sound. One plays at a time; a second press stops it. What can't be said is
 * told in words, where [data-told] points. `before` is waited for by those with [data-own]: what was typed is saved first,
 * and where it can't be, that was told.
 */
import { say } from "./notices.js";

const SENTENCE = "This can't be heard right now. Try again in a moment.";
let sound = null;
let pressed = null;
let asked = 0;

function show(button, state) {
  const place = document.getElementById(button.id) ?? button;
  place.setAttribute("aria-pressed", state === "playing");
  place.toggleAttribute("data-busy", state === "busy");
  const words = place.querySelector(".listen-words");
  if (!words) return;
  words.dataset.rest ??= words.textContent;
  words.textContent = state === "busy" ? words.dataset.busy : words.dataset.rest;
}

function tell(button, text) {
  const place = document.querySelector(button.dataset.told ?? "#notices");
  if (!place) return;
  if (place.id === "notices") say(text);
  else place.textContent = text;
}

export function stop() {
  asked += 1;
  sound?.pause();
  if (sound) URL.revokeObjectURL(sound.src);
  sound = null;
  if (pressed) show(pressed, "rest");
  pressed = null;
}

async function refusal(reply) {
  try {
    const { error, problems } = await reply.json();
    return Object.values(problems ?? {})[0] ?? error.message;
  } catch {
    return SENTENCE;
  }
}

async function play(button, before) {
  stop();
  const mine = asked;
  pressed = button;
  show(button, "busy");
  tell(button, "");
  const ready = !button.hasAttribute("data-own") || (await before());
  if (mine !== asked) return;
  if (!ready) return stop();
  try {
    const reply = await fetch(button.dataset.listen, { headers: { Accept: "application/json, audio/*" } });
    if (mine !== asked) return;
    if (!reply.ok) throw new Error(await refusal(reply));
    const blob = await reply.blob();
    if (mine !== asked) return;
    sound = new Audio(URL.createObjectURL(blob));
    sound.addEventListener("ended", stop);
    await sound.play();
    if (mine === asked) show(button, "playing");
  } catch (error) {
    if (mine !== asked) return;
    stop();
    tell(button, error instanceof TypeError || error instanceof DOMException ? SENTENCE : error.message);
  }
}

export function start({ before = () => true } = {}) {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-listen]");
    if (!button) return;
    event.preventDefault();
    if (button === pressed || (button.id && button.id === pressed?.id)) stop();
    else play(button, before);
  });
  document.addEventListener("input", (event) => {
    // What is being said is no longer what stands there: the next press says the new words.
    if (pressed?.hasAttribute("data-own") && event.target.dataset?.autosave) stop();
  });
}
