/** The camera of the page: opened when asked, seen as in a mirror, and taken as what the frame shows, upright. */
const stage = document.getElementById("stage");
const live = document.getElementById("live");
const told = document.getElementById("told");
const opener = document.getElementById("open");
const shoot = document.getElementById("shoot");
const SHAPE = 3 / 4;
const MOST = 1440;

/** A sentence over the picture; "" takes it away. A clock is seen and not read aloud. */
export function tell(text, { bad = false, clock = false } = {}) {
  told.ariaLive = clock ? "off" : "polite";
  told.classList.toggle("is-bad", bad);
  told.lastElementChild.textContent = text;
}

function show(on) {
  live.hidden = !on;
  opener.hidden = on;
  shoot.hidden = !on;
  stage.classList.toggle("is-live", on);
}

/** Camera or microphone were unplugged, or taken away: the page hears of it as "gone", and they can be opened anew. */
function lose(stream) {
  if (live.srcObject !== stream) return;
  for (const track of tracks()) track.stop();
  live.srcObject = null;
  show(false);
  tell(stage.dataset.gone, { bad: true });
  stage.dispatchEvent(new Event("gone"));
}

/** Resolves to whether there is a picture now. A refusal is told in words. */
export async function open({ sound = false } = {}) {
  try {
    if (!navigator.mediaDevices) throw new DOMException("", "NotFoundError");
    live.srcObject = await navigator.mediaDevices.getUserMedia({
      audio: sound && { echoCancellation: true, noiseSuppression: true },
      video: { facingMode: "user", width: { ideal: 1920 }, height: { ideal: 1440 } },
    });
  } catch (error) {
    tell(error.name === "NotFoundError" ? stage.dataset.none : stage.dataset.denied, { bad: true });
    return false;
  }
  const stream = live.srcObject;
  for (const track of tracks()) track.addEventListener("ended", () => lose(stream));
  live.hidden = false;
  await live.play();
  show(true);
  tell("");
  return true;
}

export const tracks = () => live.srcObject?.getTracks() ?? [];

/** A canvas with an upright part of the picture, as the frame shows it; `draw` brings it up to date. */
export function upright(most = MOST) {
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  const wide = Math.min(live.videoWidth, live.videoHeight * SHAPE);
  const high = wide / SHAPE;
  const scale = Math.min(1, most / high);
  canvas.width = Math.round((wide * scale) / 2) * 2;
  canvas.height = Math.round((high * scale) / 2) * 2;
  const draw = () =>
    pen.drawImage(live, (live.videoWidth - wide) / 2, (live.videoHeight - high) / 2, wide, high, 0, 0, canvas.width, canvas.height);
  draw();
  return { canvas, draw };
}

/** Sends what was taken the way a chosen file is sent: what is shown and told of it is the same. */
export function hand(input, blob, name) {
  const one = new DataTransfer();
  one.items.add(new File([blob], name, { type: blob.type.split(";")[0] }));
  input.files = one.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

/** 3, 2, 1 over the picture. */
export async function countdown(seconds = 3) {
  const place = document.getElementById("count");
  for (let left = seconds; left > 0; left -= 1) {
    place.textContent = left;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  place.textContent = "";
}
