// A page whose connection went while it was written is not lost: a device that keeps things for
// its owner keeps the page too; on any other the words stay on the screen, and that is said.
//
// With a connection the form is sent as always, and no word of it touches the disk here.
import { keep, say, taken } from "../ui/queue.js";
import { day } from "../offline/making.js";

const PATIENCE = 6000; // ms until the server counts as out of reach
const form = document.querySelector("form[data-page]");
const line = document.querySelector("[data-saved]");
const stays = document.querySelector("[data-stays]");

async function isThere() {
  try {
    const asked = { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) };
    return (await fetch("/worker.js", asked)).ok;
  } catch {
    return false;
  }
}

async function keepHere() {
  const { text, about } = form.elements;
  const words = text.value.trim();
  const whose = document.body.dataset.owner;
  if (!words || (await taken())?.owner !== whose) return false;
  const on = day(about?.value === "action" ? 1 : 0);
  const payload = { ...(about?.value && { about: about.value }), text: words, on };
  await keep("journal", payload, { basedOn: form.dataset.page || null });
  return true;
}

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  stays.hidden = true;
  const button = form.querySelector("button");
  button.disabled = true; // one page, however often it is pressed
  if (await isThere()) {
    form.submit();
    return;
  }
  const kept = await keepHere().catch(() => false);
  button.disabled = kept;
  stays.hidden = kept;
  if (!kept) stays.scrollIntoView({ block: "center" });
  if (!kept) return;
  form.elements.text.value = "";
  form.elements.text.disabled = true;
  say(line, "offline");
  document.querySelector("[data-kept]").hidden = false;
  line.scrollIntoView({ block: "center" });
});
