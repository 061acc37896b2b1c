/** The reading: a script that rolls at one's own pace, and a recording of the camera that is sent like a chosen file. */
import { countdown, hand, open, tell, tracks, upright } from "./twins-camera.js";
import "./twins-files.js";

const stage = document.getElementById("stage");
const prompter = document.getElementById("prompter");
const roll = document.getElementById("roll");
const record = document.getElementById("record");
const pace = document.getElementById("pace");
const opener = document.getElementById("open");
const KINDS = ["video/mp4;codecs=avc1.42E01E,mp4a.40.2", "video/webm;codecs=vp8,opus", "video/webm"];
const FPS = 30;
const PLACE = "twin-pace";
const SPARE = 2; // seconds: a film is a little longer than its clock said
let rolling = false;
let recorder = null;
let waiting = false;
let why = "";

/* the script */
function setRolling(on) {
  rolling = on;
  const words = roll.lastElementChild;
  words.textContent = on ? words.dataset.on : words.dataset.off;
  roll.setAttribute("aria-pressed", on);
  if (!on) return;
  let last = performance.now();
  let at = prompter.scrollTop;
  const step = (now) => {
    if (!rolling) return;
    at += (pace.valueAsNumber * (now - last)) / 1000;
    last = now;
    prompter.scrollTop = at;
    if (prompter.scrollTop + prompter.clientHeight < prompter.scrollHeight - 1) requestAnimationFrame(step);
    else setRolling(false);
  };
  requestAnimationFrame(step);
}

function setPace(by) {
  pace.valueAsNumber += by;
  localStorage.setItem(PLACE, pace.value);
}

/* the recording */
const minutes = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

async function start() {
  waiting = true;
  why = "";
  prompter.scrollTop = 0;
  await countdown();
  waiting = false;
  if (!tracks().length) return;
  const { canvas, draw } = upright(1280);
  const paint = setInterval(draw, 1000 / FPS);
  const heard = tracks().filter((track) => track.kind === "audio");
  const stream = new MediaStream([...canvas.captureStream(FPS).getVideoTracks(), ...heard]);
  const kind = KINDS.find((each) => MediaRecorder.isTypeSupported(each)) ?? "";
  const pieces = [];
  const began = performance.now();
  const clock = () => {
    const seconds = (performance.now() - began) / 1000;
    tell(minutes(Math.floor(seconds)), { clock: true });
    if (seconds >= stage.dataset.longest - SPARE) end(stage.dataset.over);
  };
  const ticking = setInterval(clock, 500);
  clock();
  recorder = new MediaRecorder(stream, { ...(kind && { mimeType: kind }), videoBitsPerSecond: 2_500_000 });
  recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
  recorder.addEventListener("stop", () => {
    clearInterval(paint);
    clearInterval(ticking);
    const type = recorder.mimeType;
    recorder = null;
    show(false);
    tell(why, { bad: Boolean(why) });
    hand(document.getElementById("file"), new Blob(pieces, { type }), type.startsWith("video/mp4") ? "reading.mp4" : "reading.webm");
  });
  recorder.start(1000);
  show(true);
  setRolling(true);
}

function show(on) {
  record.classList.toggle("is-on", on);
  record.setAttribute("aria-label", on ? record.dataset.stop : record.dataset.record);
}

/** `reason` is told when it isn't the person who ends it. */
function end(reason = "") {
  if (recorder?.state !== "recording") return;
  why = reason;
  setRolling(false);
  recorder.stop();
}

function toggle() {
  if (recorder) end();
  else if (!waiting) start();
}

opener.addEventListener("click", async () => {
  if (await open({ sound: true })) record.focus();
});
record.addEventListener("click", toggle);
stage.addEventListener("gone", () => end(stage.dataset.gone));
roll.addEventListener("click", () => setRolling(!rolling));
pace.value = localStorage.getItem(PLACE) ?? pace.value;
pace.addEventListener("input", () => setPace(0));
document.addEventListener("keydown", (event) => {
  const taken = event.key === " " ? "input, button, a, summary, video" : "input, video";
  if (event.target.matches(taken) || event.ctrlKey || event.metaKey || event.altKey) return;
  const known = { " ": () => setRolling(!rolling), ArrowUp: () => setPace(5), ArrowDown: () => setPace(-5), r: () => !opener.hidden || toggle() };
  if (!known[event.key]) return;
  event.preventDefault();
  if (event.repeat && !event.key.startsWith("Arrow")) return; // held too long, it would stop what it has begun
  known[event.key]();
});
addEventListener("beforeunload", (event) => recorder && event.preventDefault());
