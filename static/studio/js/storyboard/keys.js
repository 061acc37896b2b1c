/** Keys that work anywhere on the page. Plain letters and Space only outside text fields and buttons. */
import { typing } from "./board.js";
import { play } from "./play.js";
import { send } from "./reorder.js";
import { redo, undo } from "./undo.js";

function withControl(event) {
  if (event.key === "Enter") {
    document.getElementById("generate-final")?.click();
    return true;
  }
  if (event.key.toLowerCase() !== "z" || typing(event.target)) return false;
  if (event.shiftKey) redo();
  else undo();
  return true;
}

function withAlt(event) {
  const way = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const card = document.querySelector(".card-current");
  if (!way || !card || typing(event.target)) return false;
  send(card, Number(card.dataset.place) + way);
  return true;
}

function plain(event) {
  if (typing(event.target)) return false;
  if (event.key === " " && !event.target.closest?.("button, a, summary, input, video")) {
    play();
    return true;
  }
  if (event.key.toLowerCase() !== "d" || event.repeat) return false;
  document.getElementById("act-copy")?.click();
  return true;
}

export function start() {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const handled = event.ctrlKey || event.metaKey ? withControl(event) : event.altKey ? withAlt(event) : plain(event);
    if (handled) event.preventDefault();
  });
}
