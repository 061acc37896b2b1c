/** Passwords: an eye to look at what was typed, and its strength in words. */
for (const button of document.querySelectorAll("[data-show-password]")) {
  const field = button.parentElement.querySelector("input");
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown = field.type === "password";
    field.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", String(shown));
  });
}

const LEAST = 10;

/** Length counts most; a repeated or counted run adds little. */
function words(password) {
  const missing = LEAST - [...password].length;
  if (missing > 0) return `${missing} more ${missing === 1 ? "character" : "characters"} to go.`;
  const different = new Set(password.toLowerCase()).size;
  if (different < 5 || /^\d+$/.test(password)) return "Long enough, but easy to guess. Mix in some words.";
  if (password.length < 14 || different < 8) return "Good.";
  return "Strong.";
}

for (const hint of document.querySelectorAll("[data-strength]")) {
  const field = hint.closest(".field").querySelector("input");
  const rest = hint.textContent;
  field.addEventListener("input", () => { hint.textContent = field.value ? words(field.value) : rest; });
}
