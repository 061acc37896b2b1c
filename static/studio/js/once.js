/** A form that leads to another page is sent once: a second click would make a second video, or find its link spent. */
const AGAIN = 5000; // milliseconds: whoever stopped a slow page may send it again
document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (event.defaultPrevented || form.method !== "post" || submitter?.matches("[data-stays]")) return;
  if (form.dataset.sent) event.preventDefault();
  else setTimeout(() => delete form.dataset.sent, AGAIN);
  form.dataset.sent = "yes";
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
