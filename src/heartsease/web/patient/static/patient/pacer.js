// A breathing pacer without a page load: begins and stops where it stands.
// Without this file the page draws the same circle by itself, and "Stop" is a link.
// With reduced motion the circle stays still and only the words change.
const pacer = document.querySelector("[data-pacer]");

if (pacer) {
  const { in: inSeconds, out: outSeconds, breaths } = pacer.dataset;
  const [inMs, outMs] = [Number(inSeconds) * 1000, Number(outSeconds) * 1000];
  const wholeMs = (inMs + outMs) * Number(breaths);
  const [smallest, largest] = [46, 104];
  const circle = pacer.querySelector(".pacer-breath");
  const says = pacer.querySelector(".pacer-says");
  const start = pacer.querySelector("[data-start]");
  const stop = pacer.querySelector("[data-stop-here]");
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const words = { in: pacer.querySelector(".pacer-in"), out: pacer.querySelector(".pacer-out") };
  let began = null;
  let part = "";

  const say = (text) => {
    if (says.textContent !== text) says.textContent = text;
  };
  const show = (which) => {
    for (const [name, one] of Object.entries(words)) one.setAttribute("opacity", name === which ? 1 : 0);
  };
  const eased = (share) => (1 - Math.cos(Math.PI * share)) / 2;

  const end = (text) => {
    began = null;
    part = "";
    circle.setAttribute("r", smallest);
    show("");
    say(text);
    stop.hidden = true;
    start.hidden = false;
  };

  const draw = (now) => {
    if (began === null) return;
    const passed = now - began;
    if (passed >= wholeMs) {
      end(pacer.dataset.saysEnd);
      document.querySelector("#after")?.focus({ preventScroll: false });
      return;
    }
    const within = passed % (inMs + outMs);
    const rising = within < inMs;
    const share = rising ? within / inMs : 1 - (within - inMs) / outMs;
    if (!still.matches) circle.setAttribute("r", smallest + (largest - smallest) * eased(share));
    const next = rising ? "in" : "out";
    if (next !== part) {
      part = next;
      show(part);
      say(rising ? pacer.dataset.saysIn : pacer.dataset.saysOut);
    }
    requestAnimationFrame(draw);
  };

  if (start) {
    start.setAttribute("role", "button");
    const begin = (event) => {
      event.preventDefault();
      start.hidden = true;
      stop.hidden = false;
      stop.focus();
      began = performance.now();
      requestAnimationFrame(draw);
    };
    start.addEventListener("click", begin);
    start.addEventListener("keydown", (event) => {
      if (event.key === " ") begin(event);
    });
    stop.addEventListener("click", () => {
      end("");
      start.focus();
    });
  }
}
