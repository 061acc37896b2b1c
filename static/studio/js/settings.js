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
  const added = kept.startsWith("new-") || kept === "" || !document.getElementById(kept);
  document.getElementById(added ? "new-written" : kept)?.focus({ preventScroll: true });
});
sift.start();
listen.start();
