// The journal without a connection: pages that wait on this device, unlocked, until they are sent.
//
// A waiting page is never overwritten: a change of it is an answer of its own that names the
// one it came from, so that it does not matter whether the first has reached the server.
import { keep, throwAway, waiting } from "../ui/queue.js";
import { $, day, made, section } from "./making.js";

const KIND = "journal";
const ACT = "action";
const FREE = "free"; // in an address; a free page is about nothing
const FIRST_LINE = 90; // signs of a page that the list shows

let journal = null;
let owner = "";
let written = null; // what the form is for: about, and the waiting page it changes

export function begin(pack, whose) {
  ({ journal } = pack);
  owner = whose;
  const offered = document.querySelector("[data-journal-offered]");
  offered.hidden = !journal; // a pack of before has no journal
  if (!journal) return;
  const page = section("journal");
  const cautions = $(page, "cautions");
  for (const text of journal.cautions) made("li", text, cautions).className = "notice";
  for (const text of journal.perhaps) {
    made("li", `${cautions.dataset.perhaps} ${text}`, cautions).className = "notice notice-calm";
  }
  for (const one of journal.questions) {
    const item = made("li", undefined, $(page, "questions"));
    item.className = "card stack card-link";
    made("a", one.title, made("h4", undefined, item)).href = `#writing/${one.about}`;
  }
  $(section("writing"), "text").maxLength = journal.longest;
  // Within the journal nothing is added to the history: Back does not return to a page.
  for (const one of [page, section("writing")]) one.addEventListener("click", inPlace);
}

export const has = () => Boolean(journal);

function inPlace(event) {
  const link = event.target.closest("a[href^='#']");
  if (!link) return;
  event.preventDefault();
  location.replace(link.href);
}

// Pages that are not on the server: each as it was changed last, newest first.
async function pages() {
  const every = (await waiting(owner)).filter((one) => one.kind === KIND);
  const changed = new Set(every.map((one) => one.based_on));
  return every.filter((one) => !changed.has(one.id)).reverse();
}

// A page with every earlier version of it that waits as well.
async function versions(id) {
  const every = await waiting(owner);
  const found = [];
  for (let one = every.find((kept) => kept.id === id); one; ) {
    found.push(one.id);
    one = every.find((kept) => kept.id === one.based_on);
  }
  return found;
}

function titleOf(about) {
  const { page, act } = section("writing").dataset;
  if (about === ACT) return act;
  return journal.questions.find((one) => one.about === about)?.title ?? page;
}

export async function list() {
  if (!journal) return;
  const page = section("journal");
  const every = await pages();
  $(page, "waiting").hidden = !every.length;
  const rows = every.map((one) => {
    const row = $(page, "row").content.firstElementChild.cloneNode(true);
    const { about = "", text } = one.payload;
    $(row, "when").textContent = new Date(one.made_at).toLocaleString(document.documentElement.lang, {
      dateStyle: "long", timeStyle: "short",
    });
    $(row, "title").textContent = titleOf(about);
    const first = text.split("\n")[0];
    $(row, "first").textContent = first.length > FIRST_LINE ? `${first.slice(0, FIRST_LINE).trimEnd()} …` : first;
    for (const line of text.split("\n")) made("p", line, $(row, "words"));
    $(row, "refused").hidden = !one.refused;
    $(row, "change").href = `#writing/${one.id}`;
    $(row, "throw").addEventListener("click", async () => {
      await throwAway(await versions(one.id));
      await list();
      section("journal-title").focus();
    });
    return row;
  });
  $(page, "list").replaceChildren(...rows);
}

// Opens the form: for a question, an act, a free page, or a page that waits here.
export async function openWriting(wanted) {
  const page = section("writing");
  const text = $(page, "text");
  text.disabled = true; // until it shows what it is for: what is typed sooner would go
  const waits = (await pages()).find((one) => one.id === wanted);
  const about = waits ? (waits.payload.about ?? "") : wanted === FREE ? "" : wanted;
  const question = journal.questions.find((one) => one.about === about);
  if (!waits && about !== "" && about !== ACT && !question) {
    location.replace("#journal");
    return;
  }
  written = { about, waits };
  section("writing-title").textContent = about === ACT ? page.dataset.actTitle : titleOf(about);
  $(page, "hint").textContent = about === ACT ? page.dataset.actHint : (question?.hint ?? page.dataset.hint);
  $(page, "label").textContent = about === ACT ? page.dataset.actLabel : page.dataset.label;
  text.rows = about === ACT ? 3 : 10;
  text.classList.toggle("page-of-writing", about !== ACT);
  text.value = waits?.payload.text ?? "";
  text.disabled = false;
}

// Resolves with the words once they are on the disk of this device; with "" for an empty page.
export async function keepWritten() {
  const text = $(section("writing"), "text").value.trim();
  if (!text) return "";
  const { about, waits } = written;
  const payload = { ...(about && { about }), text, on: waits?.payload.on ?? day(about === ACT ? 1 : 0) };
  await keep(KIND, payload, {
    whose: owner,
    // What the server refused never stood there: it is written anew, in its place.
    basedOn: (waits?.refused ? waits.based_on : waits?.id) ?? null,
    instead: waits?.refused ? waits.id : undefined,
  });
  return text;
}
