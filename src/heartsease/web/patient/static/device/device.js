// Keeps the pack on this device when the person says so, and takes it off again; shows what
// waits here to be sent, and throws it away when they say so.
import { isAlarmed, leaveBehind, send, takeAlong, taken, throwAway, waiting } from "../ui/queue.js";

const line = document.querySelector("[data-device]");
const keep = document.querySelector("[data-keep]");
const remove = document.querySelector("[data-leave-behind]");
const unsent = document.querySelector("[data-unsent]");

async function show() {
  const kept = await taken();
  line.textContent = kept ? `${line.dataset.yes} ${kept.pack.made_on}.` : line.dataset.no;
  keep.hidden = false;
  remove.hidden = !kept;
}

// Tries to send what waits, and says what is left.
async function showUnsent() {
  const state = await send();
  if (isAlarmed()) location.assign("/safety/");
  const left = await waiting();
  const changed = new Set(left.map((one) => one.based_on));
  const pages = left.filter((one) => one.kind === "journal");
  unsent.hidden = !left.length;
  const words = unsent.querySelector("[data-left]");
  words.textContent = words.dataset[state.replace(" ", "_")] ?? "";
  unsent.querySelector("[data-answers]").textContent = left.length - pages.length;
  // A page that was changed while it waited is one page.
  unsent.querySelector("[data-pages]").textContent = pages.filter((one) => !changed.has(one.id)).length;
}

keep?.addEventListener("click", async () => {
  keep.disabled = true;
  try {
    const answer = await fetch("/offline/pack.json", { redirect: "error" });
    if (!answer.ok) throw new Error(answer.status);
    await takeAlong(await answer.json());
    await navigator.serviceWorker.ready;
    await show();
  } catch {
    line.textContent = line.dataset.failed;
  }
  keep.disabled = false;
});

remove?.addEventListener("click", async () => {
  await leaveBehind();
  await show();
});

unsent?.querySelector("[data-throw]").addEventListener("click", async () => {
  await throwAway((await waiting()).map((one) => one.id));
  await showUnsent();
  line.scrollIntoView({ block: "center" });
});

if ("indexedDB" in globalThis && "serviceWorker" in navigator) {
  show();
  showUnsent();
  addEventListener("online", showUnsent);
}
