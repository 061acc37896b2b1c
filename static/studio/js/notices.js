/** Say what htmx could not do: the server's own sentence, or that the connection is gone. */
const LOST = "The connection is lost. Nothing was changed; try again in a moment.";

function say(text) {
  const room = document.getElementById("notices");
  if (!room || !text) return;
  const notice = document.createElement("p");
  notice.className = "notice notice-error";
  const words = document.createElement("span");
  words.textContent = text;
  notice.append(words);
  room.replaceChildren(notice);
}

function sentence(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  return (page.querySelector(".note, h1 + p") ?? page.body).textContent.trim().slice(0, 300);
}

/** A poll that fails says nothing: the next one may well succeed. */
const polls = (event) => event.detail.requestConfig?.triggeringEvent === undefined || event.detail.elt.matches("[hx-trigger*='every']");

document.addEventListener("htmx:responseError", (event) => {
  if (!polls(event)) say(sentence(event.detail.xhr.responseText));
});
document.addEventListener("htmx:sendError", (event) => {
  if (!polls(event)) say(LOST);
});
