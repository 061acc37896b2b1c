/**
 * Files on their way: what is chosen or recorded meanwhile for the same place goes next, and what could not be sent stays,
 * to be sent again. A browser asks before it leaves either behind.
 */
import { ask } from "./ask.js";
import { say } from "./notices.js";

const sent = new WeakMap();
const chosen = new WeakMap();
let late = false;

/** What was chosen last. The same file chosen again is another object in the field, of which no change is told. */
function file(form) {
  const field = form.querySelector("[type=file]");
  return field.files[0] && (chosen.get(field) ?? field.files[0]);
}

function on(event, then) {
  document.addEventListener(event, ({ detail }) => {
    const form = detail.requestConfig.elt;
    if (form.matches(".send")) then(form, detail);
  });
}

on("htmx:beforeRequest", (form) => {
  sent.set(form, file(form));
  form.querySelector(".again").hidden = true;
});
on("htmx:beforeOnLoad", (form, { xhr }) => {
  late ||= xhr.getResponseHeader("HX-Refresh") !== null; // the twin takes no files any more: nothing is left to send
});
on("htmx:beforeSwap", (form, detail) => {
  // The answer's form would take the place of the one that holds what is still to be sent.
  if (file(form) && sent.get(form) !== file(form)) detail.shouldSwap = false;
});
on("htmx:afterRequest", (form) => {
  const kept = form.isConnected && sent.get(form) === file(form);
  form.querySelector(".again").hidden = !kept;
  const way = document.querySelector("#notices .way");
  if (kept && way) way.target = "_blank"; // here it would take the place of what was kept
});
document.addEventListener("change", (event) => {
  const { target } = event;
  if (!target.matches(".send [type=file]")) return;
  chosen.set(target, target.files[0]);
  if (!(target.files[0]?.size > target.dataset.most * 2 ** 20)) return;
  event.stopPropagation(); // to htmx, too: minutes of sending would end in the same refusal
  target.value = "";
  say(target.dataset.large);
}, true);
document.addEventListener("click", (event) => {
  const button = event.target.closest(".again");
  if (!button) return;
  event.preventDefault();
  document.getElementById("notices").replaceChildren();
  ask(button.form);
});
addEventListener("beforeunload", (event) => {
  if (!late && document.querySelector(".send.htmx-request, .send .again:not([hidden])")) event.preventDefault();
});
