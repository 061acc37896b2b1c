/** Accounts: marking the fields that the server found wrong. */
import "./copy.js";

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

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.xhr.status === 422 && detail.elt.getAttribute("hx-swap") === "none") setTimeout(mark, 0);
});
