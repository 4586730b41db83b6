// Plays a script line by line; without this file the page shows all of its lines.
// Nothing starts by itself, and nothing is kept here: the form below says what is kept.
import { Breath } from "./pacer.js";

const player = document.querySelector("[data-player]");
const part = (name) => player.querySelector(`[data-${name}]`);
const SECOND = 1000;

function play() {
  const script = document.querySelector("[data-script]");
  const lines = [...script.querySelectorAll("[data-seconds]")].map((one) => ({
    says: one.querySelector("[data-says]").textContent,
    seconds: Number(one.dataset.seconds),
    paced: one.dataset.paced === "yes",
  }));
  const pacer = player.querySelector("[data-pacer]");
  const breath = pacer ? new Breath(pacer) : null;
  const kept = document.querySelector("#after input[name=seconds]");
  const back = document.querySelector("[data-way-back]");
  const [begin, going] = [part("begin"), part("going")];
  let [at, left, spent, paused, timer, due] = [0, 0, 0, false, null, 0];

  const show = () => {
    if (part("line").textContent !== lines[at].says) part("line").textContent = lines[at].says;
    const rest = lines.slice(at + 1).reduce((sum, one) => sum + one.seconds, left);
    part("left").textContent = `${Math.floor(rest / 60)}:${String(rest % 60).padStart(2, "0")}`;
    part("back").disabled = at === 0;
  };
  const breathe = () => {
    if (!breath || paused) return;
    if (!lines[at].paced) breath.stop();
    else if (!breath.runs) breath.begin();
  };
  const line = (which) => {
    at = which;
    left = lines[at].seconds;
    show();
    breathe();
  };
  const end = () => {
    clearTimeout(timer);
    breath?.stop();
    going.hidden = true;
    begin.hidden = false;
    part("line").textContent = "";
    part("left").textContent = "";
    kept.value = String(spent);
    document.querySelector("#after").focus();
  };
  const wait = () => {
    timer = setTimeout(tick, Math.max(0, due - performance.now()));
  };
  const tick = () => {
    // By the clock, since a hidden page is called less often.
    while (due <= performance.now()) {
      due += SECOND;
      left -= 1;
      spent += 1;
      kept.value = String(spent);
      if (left <= 0) {
        if (at + 1 === lines.length) return end();
        line(at + 1);
      }
    }
    show();
    wait();
  };
  const pause = (yes) => {
    if (going.hidden || paused === yes) return;
    paused = yes;
    part("pause").textContent = paused ? part("pause").dataset.go : part("pause").dataset.wait;
    if (paused) {
      clearTimeout(timer);
      breath?.pause();
      return;
    }
    due = performance.now() + SECOND;
    breath?.goOn();
    breathe();
    wait();
  };

  player.hidden = false;
  script.open = false;
  for (const one of document.querySelectorAll("[data-alone]")) one.hidden = true;
  begin.addEventListener("click", () => {
    [spent, paused] = [0, false];
    part("pause").textContent = part("pause").dataset.wait;
    begin.hidden = true;
    going.hidden = false;
    line(0);
    player.scrollIntoView({ block: "start" });
    part("pause").focus({ preventScroll: true });
    due = performance.now() + SECOND;
    wait();
  });
  part("pause").addEventListener("click", () => pause(!paused));
  part("back").addEventListener("click", () => {
    const first = at <= 1;
    line(Math.max(0, at - 1));
    if (first) part("pause").focus(); // a button that is switched off loses the focus
  });
  part("stop").addEventListener("click", end);
  back?.addEventListener("toggle", () => {
    if (back.open) pause(true);
  });
}

if (player) play();
