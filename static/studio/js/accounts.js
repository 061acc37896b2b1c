/** Accounts: copying an address or a key, and marking the fields that the server found wrong. */

/** The clipboard is there on https and localhost only; elsewhere the text is selected for the person to copy. */
async function copy(button) {
  const field = document.getElementById(button.dataset.copy);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    if (!document.execCommand("copy")) return;
  }
  const words = button.querySelector("[aria-live]");
  const rest = words.textContent;
  if (rest === button.dataset.copied) return;
  words.textContent = button.dataset.copied;
  setTimeout(() => { words.textContent = rest; }, 2000);
}

/** Only sentences come back to a refused form: what was typed is still there. */
function mark() {
  const wrong = [];
  for (const sentence of document.querySelectorAll("form .error[id$=-error]")) {
    const field = document.getElementById(sentence.id.replace(/-error$/, ""));
    if (!field) continue;
    const bad = sentence.textContent.trim() !== "";
    if (bad) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
    if (bad) wrong.push(field);
  }
  const first = wrong[0];
  first?.closest("details:not([open])")?.setAttribute("open", "");
  first?.focus();
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-copy]");
  if (button) copy(button);
});
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.xhr.status === 422 && detail.elt.getAttribute("hx-swap") === "none") setTimeout(mark, 0);
});
