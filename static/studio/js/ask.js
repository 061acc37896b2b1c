/**
 * A form that leads to another page takes along what was typed: before it goes, the server is asked whether it would take
 * it. A session that ended, or a lost connection, is said on the page. Without this module the form goes at once.
 */
import { LOST, say, tell } from "./notices.js";

const PATIENCE = 20_000; // milliseconds
const TYPED = "input:not([type=hidden]), select, textarea";
const [asking, answered] = [new WeakSet(), new WeakSet()];

/**
 * Give every form of the page the token that the server wants now: whoever signed in again in another tab has a new one,
 * another person none.
 */
async function renewed() {
  const headers = { "HX-Request": "true", "HX-Current-URL": location.href };
  const answer = await fetch(`/signin/token/?for=${document.body.dataset.user}`, { headers, signal: AbortSignal.timeout(PATIENCE) });
  const text = await answer.text();
  if (answer.ok) {
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": text })); // for what htmx sends
    for (const each of document.getElementsByName("csrfmiddlewaretoken")) each.value = text;
  }
  return { text, ok: answer.ok };
}

/** Whether a form of this page would be taken now; if not, the page says so. */
async function taken() {
  const { text, ok } = await renewed();
  if (ok) return true;
  tell(text);
  const way = document.querySelector("#notices .way");
  if (way) way.target = "_blank"; // here it would take the place of what was typed
  return false;
}

/** Send the form as who is signed in now; what keeps it from being sent is said on the page. */
export async function ask(form, submitter) {
  try {
    if (!(await taken())) return;
    answered.add(form);
    form.requestSubmit(submitter);
  } catch {
    say(LOST);
  } finally {
    asking.delete(form);
  }
}

document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (event.defaultPrevented || form.method !== "post" || form.matches("[hx-post]") || !form.querySelector(TYPED)) return;
  if (answered.delete(form)) return;
  event.preventDefault();
  if (asking.has(form)) return;
  asking.add(form);
  ask(form, submitter);
});

// Who was told to sign in, and did so in another tab, comes back to a page that works.
addEventListener("focus", async () => {
  const notices = document.getElementById("notices");
  if (!notices?.querySelector(".way")) return;
  const { ok } = await renewed().catch(() => ({ ok: false }));
  if (ok) notices.replaceChildren();
});
