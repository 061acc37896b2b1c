/** Moving to a folder: the dialog opens when it has come, and what one types chooses the first folder it finds. */
import { start } from "./sift.js";

const dialog = document.getElementById("move");
const notices = document.getElementById("notices");

start();

document.addEventListener("htmx:afterSwap", (event) => {
  if (!dialog || event.detail.target !== dialog) return;
  // Where the focus comes back to when the dialog closes: a menu's own button, as the menu closes.
  const menu = document.activeElement?.closest("details.menu");
  if (menu) {
    menu.querySelector("summary").focus();
    menu.open = false;
  }
  if (!dialog.open) dialog.showModal();
  dialog.append(notices); // what lies behind a dialog is dim, silent and can't be pressed
  (dialog.querySelector("[autofocus]") ?? dialog.querySelector("input[type=radio]:enabled"))?.focus();
});

dialog?.addEventListener("close", () => document.body.append(notices));
dialog?.addEventListener("click", (event) => {
  if (event.target === dialog || event.target.closest("[data-close]")) dialog.close();
});

document.addEventListener("input", (event) => {
  if (event.target.matches("#move [data-filter]")) {
    const first = dialog.querySelector("li:not([hidden]) input:not(:disabled)");
    for (const each of dialog.querySelectorAll("input[type=radio]")) each.checked = Boolean(event.target.value.trim()) && each === first;
  }
  if (event.target.matches("#move .way-new .input")) dialog.querySelector("#to-new").checked = true;
});

/** A menu in which a name is typed begins there; a new folder's name is what it was opened for. */
document.addEventListener("toggle", (event) => {
  if (event.target.matches?.("details.menu[open]:has(> .naming)")) event.target.querySelector(".naming .input")?.focus();
}, true);
