// Answers are kept on this device first, and sent until the server has each of them once.
//
// A form takes part with data-queue="KIND". Its named controls become the fact's fields:
// data-type="number" and "list" say how; an empty one is left out. data-fixed holds fields
// that are always there, as JSON. Where IndexedDB is missing the form is sent as usual.

const NAME = "heartsease";
const ANSWERS = "answers";
const PACK = "pack";
const PATIENCE = 6000; // ms until an answer counts as "not now"
const AGAIN = 20000; // ms between tries while something waits
const MOST = 100; // answers in one sending
const LARGEST = 60000; // signs in one sending of several, so that a slow phone is done in time

const owner = document.body.dataset.owner ?? "";
const words = document.querySelector("[data-saved-words]")?.dataset ?? {};

export function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(ANSWERS, { keyPath: "id" });
      request.result.createObjectStore(PACK);
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function within(store, mode, work) {
  const db = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = db.transaction(store, mode, { durability: "strict" });
      const request = work(transaction.objectStore(store));
      transaction.oncomplete = () => resolve(request?.result);
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    db.close();
  }
}

// Resolves only when the answer is on the disk of this device. `instead` is the id of a kept
// answer that goes in the same moment.
export async function keep(kind, payload, { basedOn = null, whose = owner, instead } = {}) {
  const answer = {
    id: crypto.randomUUID(),
    kind,
    payload,
    based_on: basedOn,
    made_at: new Date().toISOString(),
    owner: whose,
  };
  await within(ANSWERS, "readwrite", (store) => {
    if (instead) store.delete(instead);
    store.add(answer);
  });
  return answer;
}

export async function waiting(whose = owner) {
  const every = await within(ANSWERS, "readonly", (store) => store.getAll());
  return every
    .filter((one) => one.owner === whose)
    .sort((one, other) => one.made_at.localeCompare(other.made_at));
}

export const throwAway = (ids) =>
  within(ANSWERS, "readwrite", (store) => ids.forEach((id) => store.delete(id)));
// Only if it is still here: what was thrown away meanwhile does not come back.
const mark = (id, reason) =>
  within(ANSWERS, "readwrite", (store) => {
    const found = store.get(id);
    found.onsuccess = () => found.result && store.put({ ...found.result, refused: reason });
  });

export const takeAlong = (pack, whose = owner) =>
  within(PACK, "readwrite", (store) => store.put({ pack, owner: whose }, "pack"));
export const taken = () => within(PACK, "readonly", (store) => store.get("pack"));
export const leaveBehind = () => within(PACK, "readwrite", (store) => store.clear());

function token() {
  const found = document.cookie.split("; ").find((one) => one.startsWith("csrftoken="));
  return found ? found.slice("csrftoken=".length) : "";
}

// "sent" when nothing waits any more, else why not: "offline", "signed out", "refused".
// One sending after the other, so that what was kept meanwhile is sent as well.
let sending = Promise.resolve();
let alarmed = false; // the server read words that put safety first
export const isAlarmed = () => alarmed;
export function send(whose = owner) {
  sending = sending.catch(() => {}).then(() => attempt(whose));
  return sending;
}

async function attempt(whose) {
  if (!whose) return "signed out";
  for (;;) {
    const every = await waiting(whose);
    const batch = together(every.filter((one) => !one.refused));
    if (!batch.length) return every.length ? "refused" : "sent";
    let answer;
    try {
      answer = await fetch("/sync/", {
        method: "POST",
        redirect: "manual",
        signal: AbortSignal.timeout(PATIENCE),
        headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
        body: JSON.stringify({
          owner: whose, // somebody else may have signed in meanwhile
          answers: batch.map(({ id, kind, payload, based_on, made_at }) => ({
            id, kind, payload, based_on, made_at,
          })),
        }),
      });
    } catch {
      return "offline";
    }
    if (answer.type === "opaqueredirect" || answer.status === 403) return "signed out";
    if (!answer.ok) return "offline";
    const { receipts } = await answer.json();
    const mine = receipts.filter(({ id }) => batch.some((one) => one.id === id));
    if (!mine.length) return "offline"; // not what we asked for: later, not for ever
    for (const { id, outcome, reason, safety } of mine) {
      alarmed ||= Boolean(safety);
      if (outcome === "refused") await mark(id, reason);
      else await throwAway([id]);
    }
  }
}

// The oldest answers that fit into one sending; at least one.
function together(answers) {
  let signs = 0;
  const fits = (one, place) => (signs += JSON.stringify(one).length) <= LARGEST || place === 0;
  const end = answers.findIndex((one, place) => !fits(one, place));
  return answers.slice(0, end < 0 ? MOST : Math.min(end, MOST));
}

export function payloadOf(form) {
  const payload = JSON.parse(form.dataset.fixed ?? "{}");
  for (const control of form.elements) {
    if (!control.name || control.disabled || control.name === "csrfmiddlewaretoken") continue;
    if ("plain" in control.dataset) continue; // only for sending without JavaScript
    if (["submit", "button", "fieldset"].includes(control.type)) continue;
    if (["radio", "checkbox"].includes(control.type) && !control.checked) continue;
    const text = control.value.trim();
    if (text === "") continue;
    if (control.dataset.type === "list") (payload[control.name] ??= []).push(text);
    else if (control.dataset.type === "number") payload[control.name] = Number(text);
    else if (control.dataset.type === "yes_no") payload[control.name] = text === "yes";
    else payload[control.name] = text;
  }
  return payload;
}

export function say(where, state) {
  if (!where) return;
  where.dataset.state = state;
  where.textContent = words[state] ?? "";
}

async function show() {
  const line = document.querySelector("[data-saved]");
  if (!line || !owner) return;
  const left = await waiting();
  if (left.some((one) => one.refused)) say(line, "refused");
  else if (left.length) say(line, navigator.onLine ? "here" : "offline");
  else if (line.dataset.state) say(line, "server");
}

async function submitted(event) {
  const form = event.target.closest("form[data-queue]");
  if (!form || event.defaultPrevented) return;
  event.preventDefault();
  const line = document.querySelector("[data-saved]");
  say(line, ""); // what it says is about this answer, and only once that is on the disk
  try {
    await keep(form.dataset.queue, payloadOf(form), { basedOn: form.dataset.basedOn || null });
  } catch {
    form.submit(); // this device keeps nothing: the server is asked at once
    return;
  }
  say(line, "here");
  const state = await send();
  say(line, state === "sent" ? "server" : state === "signed out" ? "signed_out" : state);
  if (alarmed) location.assign("/safety/");
  else if (state === "sent" && form.dataset.next) location.assign(form.dataset.next);
  else document.dispatchEvent(new CustomEvent("heartsease:kept", { detail: { state, form } }));
}

if ("indexedDB" in globalThis && "serviceWorker" in navigator) {
  document.addEventListener("submit", submitted);
  const again = async () => {
    if (owner && (await waiting()).length) {
      await send();
      await show();
    }
  };
  addEventListener("online", again);
  addEventListener("pageshow", again);
  document.addEventListener("visibilitychange", () => document.hidden || again());
  setInterval(again, AGAIN);
  navigator.serviceWorker.register("/worker.js", { scope: "/" }).catch(() => {});
}
