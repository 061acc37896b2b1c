/**
 * The storyboard page's behaviours, one a module. All of them listen on the document: the board comes and goes. Lists come
 * back first, so that focus, scroll and what was typed find their place.
 */
import * as listen from "../listen.js";
import * as sift from "../sift.js";
import * as autosave from "./autosave.js";
import * as board from "./board.js";
import * as conflict from "./conflict.js";
import * as fields from "./fields.js";
import * as keys from "./keys.js";
import * as picking from "./picking.js";
import * as play from "./play.js";
import * as reorder from "./reorder.js";
import * as scrub from "./scrub.js";
import * as stage from "./stage.js";
import * as undo from "./undo.js";

for (const part of [picking, board, autosave, conflict, sift, fields, stage, scrub, play, reorder, undo, keys]) part.start();
listen.start({ before: autosave.saved });

/** A new video begins with its words, and so does a new scene. Not on a phone: there they lie below what one looks at first. */
function begin() {
  const script = document.getElementById("f-voice-input-text");
  const untouched = document.activeElement === document.body && !location.hash;
  if (untouched && !script?.value && script?.matches(":enabled") && matchMedia("(width > 820px)").matches) script.focus({ preventScroll: true });
}

begin();
document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.requestConfig.elt.matches(".strip > form")) begin();
});
