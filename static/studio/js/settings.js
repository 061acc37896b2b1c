/** The settings page: hearing an entry as it is typed, the colour well, and focus where it was after the list came anew. */
import * as listen from "./listen.js";
import * as sift from "./sift.js";

/** The sound of a row: what its fields say now, in the voice chosen above. */
function ask(event) {
  const button = event.target.closest("[data-entry]");
  if (!button) return;
  const typed = new FormData(button.closest("form"));
  const asked = new URLSearchParams({ voice: document.getElementById("say-voice")?.value ?? "" });
  for (const name of ["written", "spoken", "locale"]) asked.set(name, typed.get(name) ?? "");
  button.dataset.listen = `${button.dataset.listen.split("?")[0]}?${asked}`;
}

let kept = "";
let voice = "";
let wanted = "";

/** To what is wrong, else to the next new entry, else where it was. */
function focusAgain() {
  const wrong = document.querySelector("#say-it-like [aria-invalid=true]");
  const there = kept.startsWith("new-") ? null : document.getElementById(kept);
  (wrong ?? there ?? document.getElementById("new-written"))?.focus({ preventScroll: true });
}

document.addEventListener("click", ask, true);
document.addEventListener("input", ({ target }) => {
  if (target.matches(".well")) document.getElementById(target.dataset.for).value = target.value;
});
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  if (event.detail.target?.id !== "say-it-like") return;
  kept = document.activeElement?.id ?? "";
  voice = document.getElementById("say-voice")?.value ?? "";
  wanted = document.getElementById("say-search")?.value ?? "";
});
document.addEventListener("htmx:oobAfterSwap", (event) => {
  if (event.detail.target?.id !== "say-it-like") return;
  const [chosen, search] = [document.getElementById("say-voice"), document.getElementById("say-search")];
  if (chosen && voice) chosen.value = voice;
  if (search) search.value = wanted;
  sift.siftAll();
  setTimeout(focusAgain, 0); // after htmx has put the focus where it was
});
sift.start();
listen.start();
