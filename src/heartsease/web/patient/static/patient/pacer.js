// A breathing pacer without a page load: begins and stops where it stands.
// Without this file the page draws the same circle by itself, and "Stop" is a link.
// With reduced motion the circle stays still and only the words change.
// The tone is silent until somebody presses its button, and rises and falls with the breath.
const [SMALLEST, LARGEST] = [46, 104];
const [LOW_HZ, HIGH_HZ] = [165, 247]; // soft on small speakers, below a speaking voice's edge
const LOUDNESS = 0.06; // of full scale; a hum, not a signal
const FADE_S = 0.15; // shorter ones click
const still = matchMedia("(prefers-reduced-motion: reduce)");

class Tone {
  #context = null;
  #voice = null;
  #gain = null;

  get isOn() {
    return this.#context !== null;
  }

  on() {
    this.#context = new AudioContext();
    this.#voice = new OscillatorNode(this.#context, { frequency: LOW_HZ });
    this.#gain = new GainNode(this.#context, { gain: 0 });
    this.#voice.connect(this.#gain).connect(this.#context.destination);
    this.#voice.start();
  }

  off() {
    this.#context?.close();
    this.#context = null;
  }

  glide(fromShare, toShare, seconds) {
    if (!this.isOn) return;
    const now = this.#context.currentTime;
    const hertz = (share) => LOW_HZ + (HIGH_HZ - LOW_HZ) * share;
    this.#voice.frequency.cancelScheduledValues(now);
    this.#voice.frequency.setValueAtTime(hertz(fromShare), now);
    this.#voice.frequency.linearRampToValueAtTime(hertz(toShare), now + seconds);
    this.#gain.gain.setTargetAtTime(LOUDNESS, now, FADE_S);
  }

  hush() {
    if (this.isOn) this.#gain.gain.setTargetAtTime(0, this.#context.currentTime, FADE_S);
  }
}

export class Breath {
  #pacer;
  #parts;
  #cycleMs;
  #tone = new Tone();
  #began = null;
  #pausedAt = null;
  #part = -1;
  #round = 0;
  #wholeMs = Infinity;
  #atEnd = () => {};

  constructor(pacer) {
    this.#pacer = pacer;
    const { in: inS, holdIn = 0, out: outS, holdOut = 0, saysIn, saysHold, saysOut, saysRest } = pacer.dataset;
    this.#parts = [
      { name: "in", ms: Number(inS) * 1000, from: 0, to: 1, says: saysIn },
      { name: "hold", ms: Number(holdIn) * 1000, from: 1, to: 1, says: saysHold },
      { name: "out", ms: Number(outS) * 1000, from: 1, to: 0, says: saysOut },
      { name: "rest", ms: Number(holdOut) * 1000, from: 0, to: 0, says: saysRest },
    ].filter((one) => one.ms > 0);
    this.#cycleMs = this.#parts.reduce((sum, one) => sum + one.ms, 0);
    const sound = pacer.querySelector("[data-sound]");
    if (sound && "AudioContext" in window) {
      sound.hidden = false;
      sound.addEventListener("click", () => this.#switch(sound));
    }
  }

  get runs() {
    return this.#began !== null;
  }

  begin({ breaths = Infinity, atEnd = () => {} } = {}) {
    this.#wholeMs = this.#cycleMs * breaths;
    this.#atEnd = atEnd;
    this.#began = performance.now();
    this.#pausedAt = null;
    this.#part = -1;
    requestAnimationFrame(this.#draw);
  }

  stop(text = "") {
    this.#began = null;
    this.#part = -1;
    this.#tone.hush();
    this.#pacer.querySelector(".pacer-breath").setAttribute("r", SMALLEST);
    this.#show("");
    this.#say(text);
  }

  // Also lets go of the sound of this device; a new breath begins with a new one.
  end() {
    this.stop();
    this.#tone.off();
  }

  pause() {
    if (this.runs) this.#pausedAt ??= performance.now();
    this.#tone.hush();
  }

  goOn() {
    if (this.#pausedAt === null) return;
    this.#began += performance.now() - this.#pausedAt;
    this.#pausedAt = null;
    this.#part = -1; // the word and the tone of this part begin anew
    requestAnimationFrame(this.#draw);
  }

  #draw = (now) => {
    if (!this.runs || this.#pausedAt !== null) return;
    const passed = Math.max(0, now - this.#began);
    if (passed >= this.#wholeMs) {
      this.stop();
      this.#atEnd();
      return;
    }
    const round = Math.floor(passed / this.#cycleMs);
    let within = passed % this.#cycleMs;
    let which = 0;
    while (which < this.#parts.length - 1 && within >= this.#parts[which].ms) {
      within -= this.#parts[which].ms;
      which += 1;
    }
    const part = this.#parts[which];
    const eased = (1 - Math.cos((Math.PI * within) / part.ms)) / 2;
    const size = part.from + (part.to - part.from) * eased;
    if (!still.matches) {
      this.#pacer.querySelector(".pacer-breath").setAttribute("r", SMALLEST + (LARGEST - SMALLEST) * size);
    }
    if (which !== this.#part || round !== this.#round) {
      this.#part = which;
      this.#round = round;
      this.#show(part.name);
      this.#say(part.says);
      this.#tone.glide(size, part.to, (part.ms - within) / 1000);
    }
    requestAnimationFrame(this.#draw);
  };

  #switch(sound) {
    if (this.#tone.isOn) this.#tone.off();
    else this.#tone.on();
    this.#part = -1;
    sound.setAttribute("aria-pressed", String(this.#tone.isOn));
  }

  #show(which) {
    for (const one of this.#pacer.querySelectorAll(".pacer-words text")) {
      one.setAttribute("opacity", one.classList.contains(`pacer-${which}`) ? 1 : 0);
    }
  }

  #say(text = "") {
    const says = this.#pacer.querySelector(".pacer-says");
    if (says.textContent !== text) says.textContent = text;
  }
}

function standAlone(pacer, start) {
  const breath = new Breath(pacer);
  const stop = pacer.querySelector("[data-stop-here]");
  const ended = (text) => {
    breath.stop(text);
    stop.hidden = true;
    start.hidden = false;
  };
  const begin = (event) => {
    event.preventDefault();
    start.hidden = true;
    stop.hidden = false;
    stop.focus();
    breath.begin({
      breaths: Number(pacer.dataset.breaths),
      atEnd: () => {
        ended(pacer.dataset.saysEnd);
        document.querySelector("#after")?.focus({ preventScroll: false });
      },
    });
  };
  start.setAttribute("role", "button");
  start.addEventListener("click", begin);
  start.addEventListener("keydown", (event) => {
    if (event.key === " ") begin(event);
  });
  stop.addEventListener("click", () => {
    ended("");
    start.focus();
  });
}

const alone = document.querySelector("[data-pacer]");
const start = alone?.querySelector("[data-start]");
if (start) standAlone(alone, start);
