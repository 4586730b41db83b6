// Keeps the pack on this device when the person says so, and takes it off again.
import { leaveBehind, takeAlong, taken } from "../ui/queue.js";

const line = document.querySelector("[data-device]");
const keep = document.querySelector("[data-keep]");
const remove = document.querySelector("[data-leave-behind]");

async function show() {
  const kept = await taken();
  line.textContent = kept ? `${line.dataset.yes} ${kept.pack.made_on}.` : line.dataset.no;
  keep.hidden = false;
  remove.hidden = !kept;
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

if ("indexedDB" in globalThis && "serviceWorker" in navigator) show();
