/** Copying what a page shows in a field: an address, a link, a key. */

/** The clipboard is there on https and localhost only; elsewhere the text is selected for the person to copy. */
async function copy(button) {
  const field = document.getElementById(button.dataset.copy);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    if (!document.execCommand("copy")) return;
  }
  button.focus(); // selecting has moved it into the field
  const words = button.querySelector("[aria-live]");
  const rest = words.textContent;
  if (rest === button.dataset.copied) return;
  words.textContent = button.dataset.copied;
  setTimeout(() => { words.textContent = rest; }, 2000);
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-copy]");
  if (button) copy(button);
});
