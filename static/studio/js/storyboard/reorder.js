/** Scenes change places by drag, by Alt+arrows (keys.js) and by the buttons on the card. */
import { ask, current, idle } from "./board.js";
import { flush } from "./autosave.js";

const START = 6;
let held = null;

/** Put this card's scene at position `to`; the server answers with the new board. */
export async function send(card, to) {
  const last = document.querySelectorAll(".card").length - 1;
  const place = Math.min(last, Math.max(0, to));
  if (!card.dataset.move || place === Number(card.dataset.place)) return;
  try {
    await flush();
    await idle();
  } catch {
    return;
  }
  if (!card.isConnected) return;
  document.getElementById(`pick-${card.dataset.scene}`).focus({ preventScroll: true });
  ask("POST", card.dataset.move, { to: place });
}

function take(event) {
  const card = event.target.closest(".card");
  if (!card?.dataset.move || event.button || event.pointerType === "touch" || event.target.closest("button")) return;
  held = { card, x: event.clientX, y: event.clientY, dragging: false };
}

function across() {
  return getComputedStyle(document.querySelector("[data-reorder]")).display === "flex";
}

function move(event) {
  if (!held) return;
  if (!held.dragging && Math.hypot(event.clientX - held.x, event.clientY - held.y) < START) return;
  held.dragging = true;
  held.card.classList.add("dragged");
  held.card.style.translate = across() ? `${event.clientX - held.x}px 0` : `0 ${event.clientY - held.y}px`;
  const others = [...document.querySelectorAll(".card")].filter((each) => each !== held.card);
  held.to = others.filter((each) => {
    const { top, left, width, height } = each.getBoundingClientRect();
    return across() ? left + width / 2 < event.clientX : top + height / 2 < event.clientY;
  }).length;
  others.forEach((each, index) => {
    each.classList.toggle("drop-before", index === held.to);
    each.classList.toggle("drop-after", held.to === others.length && index === others.length - 1);
  });
  event.preventDefault();
}

function swallow(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}

function drop() {
  if (!held) return;
  const { card, dragging, to } = held;
  held = null;
  card.classList.remove("dragged");
  card.style.removeProperty("translate");
  document.querySelectorAll(".drop-before, .drop-after").forEach((each) => each.classList.remove("drop-before", "drop-after"));
  if (!dragging) return;
  // The click that ends a drag must not open the scene.
  addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => removeEventListener("click", swallow, true), 0);
  if (current()) send(card, to);
}

export function start() {
  document.addEventListener("pointerdown", take);
  document.addEventListener("pointermove", move);
  document.addEventListener("pointerup", drop);
  document.addEventListener("pointercancel", drop);
}
