/** Change the theme at once; the form saves it as it would without this module. */
import { LOST, say, tell } from "./notices.js";

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-theme-form]");
  const chosen = event.submitter;
  if (!form || !chosen) return;
  event.preventDefault();
  const root = document.documentElement;
  if (chosen.value) root.dataset.theme = chosen.value;
  else delete root.dataset.theme;
  for (const button of form.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button === chosen));
  try {
    const reply = await fetch(form.action, { method: "POST", body: new FormData(form, chosen), redirect: "manual" });
    if (reply.status >= 400) tell(await reply.text());
  } catch {
    say(LOST);
  }
});
