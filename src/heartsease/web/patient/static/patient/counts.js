// While somebody writes down a treatment, shows beside it how it counts.
// Without this script, a button of the form does the same.
const PAUSE_MS = 600; // a typist's pause, so that not every letter asks

const form = document.querySelector("form[data-counts]");
const place = document.querySelector("[data-counted]");
let waiting = 0;
let last = 0;

async function ask() {
  const mine = ++last;
  const told = new FormData(form);
  if (!told.get("treatment").trim()) return;
  told.set("look", "part");
  try {
    const answer = await fetch(location.href, { method: "POST", body: told });
    // A page we were led to instead says something else: sign in, or safety first.
    if (!answer.ok || answer.redirected || mine !== last) return;
    const text = await answer.text();
    if (text.trim() !== place.dataset.counted) {
      place.innerHTML = text;
      place.dataset.counted = text.trim();
    }
  } catch {
    // Without a connection nothing is shown, and the button says so.
  }
}

form?.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(ask, PAUSE_MS);
});
