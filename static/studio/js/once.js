/** A form at the door is sent once: a second click would find its link spent. */
const AGAIN = 5000; // milliseconds: whoever stopped a slow page may send it again
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  const form = event.target;
  if (form.dataset.sent) event.preventDefault();
  else setTimeout(() => delete form.dataset.sent, AGAIN);
  form.dataset.sent = "yes";
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
