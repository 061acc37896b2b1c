/** Say what htmx could not do: the server's own sentence and way out, or that the connection is gone. */
export const LOST = "The connection is lost. Nothing was changed; try again in a moment.";
const LATE = "No answer came. Reload the page to see whether it was changed.";

export function say(text, way) {
  const room = document.getElementById("notices");
  if (!room || !text) return;
  const notice = document.createElement("p");
  notice.className = "notice notice-error";
  const words = document.createElement("span");
  words.textContent = text;
  notice.append(words);
  if (way) {
    way.className = "btn btn-line way";
    notice.append(way);
  }
  room.replaceChildren(notice);
}

/** What a page says that nobody sees: its sentence, and its way out. */
export function tell(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const way = page.querySelector(".note a");
  way?.remove();
  say((page.querySelector(".note, h1 + p") ?? page.body).textContent.trim().slice(0, 300), way);
}

/** What nobody pressed says nothing when it fails: the next try may well succeed. A module's own request has no element. */
function polls({ detail: { elt, requestConfig } }) {
  const asked = requestConfig.triggeringEvent ?? elt === document.body;
  return !asked || elt.matches("[hx-trigger*='every'], [hx-trigger*='from:window']");
}

document.addEventListener("htmx:responseError", (event) => {
  if (!polls(event)) tell(event.detail.xhr.responseText);
});
// A session that ended: polls find it out, too, and say it once.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { status, responseText } = event.detail.xhr;
  if (status === 401 && !(polls(event) && document.querySelector("#notices .way"))) tell(responseText);
});
document.addEventListener("htmx:sendError", (event) => {
  if (!polls(event)) say(LOST);
});
// What was asked for and came shows that the connection is back.
document.addEventListener("htmx:afterRequest", (event) => {
  const words = document.querySelector("#notices .notice-error span");
  if (event.detail.successful && !polls(event) && words?.textContent === LOST) words.parentElement.remove();
});
document.addEventListener("htmx:timeout", (event) => {
  if (!polls(event)) say(LATE);
});
