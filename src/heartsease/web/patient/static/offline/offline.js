// The offline page: shows what this device took along, and keeps answers until they are sent.
import { Breath } from "../patient/pacer.js";
import { isAlarmed, keep, payloadOf, say, send, takeAlong, taken, waiting } from "../ui/queue.js";
import * as journal from "./journal.js";
import { $, day, made, section } from "./making.js";

const PARTS = ["today", "practices", "practice", "lessons", "journal", "writing", "own-plan"];
const line = document.querySelector("[data-saved]");
const clock = () => new Date().toTimeString().slice(0, 5);
const FORM = { source: "form" };
const SECOND = 1000;

let pack = null;
let owner = "";
let leave = () => {};

function showHere() {
  const wanted = location.hash.slice(1) || "today";
  const [part, id] = wanted.split("/");
  leave();
  for (const one of PARTS) section(one).hidden = one !== part || !pack;
  if (["journal", "writing"].includes(part) && !journal.has()) section(part).hidden = true;
  else if (part === "journal") journal.list();
  else if (part === "writing") journal.openWriting(id);
  if (part === "practice" && pack) openPractice(pack.practices.find((one) => one.id === id));
  section(part)?.querySelector("h2")?.setAttribute("tabindex", "-1");
}

function listPractices() {
  $(section("practices"), "list").replaceChildren();
  for (const one of pack.practices) {
    const item = made("li", undefined, $(section("practices"), "list"));
    item.className = "card stack card-link";
    const link = made("a", one.name, made("h3", undefined, item));
    link.href = `#practice/${one.id}`;
    made("p", one.aims, item);
  }
}

function listLessons() {
  const list = $(section("lessons"), "list");
  for (const week of pack.weeks) {
    made("h3", `${week.number}. ${week.title}`, list);
    for (const lesson of week.lessons) {
      const box = made("details", undefined, list);
      made("summary", lesson.title, box);
      made("p", lesson.short, box).className = "lead";
      for (const text of lesson.text) made("p", text, box);
      made("p", lesson.try_this, box).className = "notice notice-calm";
    }
  }
}

function listPlan() {
  const list = $(section("own-plan"), "list");
  $(section("own-plan"), "none").hidden = pack.plan.length > 0;
  for (const part of pack.plan) {
    const card = made("section", undefined, list);
    card.className = "card";
    made("h3", part.title, card);
    for (const text of part.text.split("\n")) made("p", text, card);
  }
  const numbers = $(section("own-plan"), "numbers");
  const every = [
    ...pack.help.emergency.map((number) => ({ name: number, number })),
    ...pack.help.lines,
  ];
  for (const one of every) {
    const item = made("li", undefined, numbers);
    item.className = "help-line";
    made("h4", one.name, item);
    const bare = (one.number ?? "").replace(/[ ()-]/g, "");
    if (!one.number) continue;
    if (/^[+*#\d]+$/.test(bare)) {
      const call = made("a", one.number, item);
      call.className = "btn btn-quiet call";
      call.href = `tel:${bare}`;
    } else made("strong", one.number, item).className = "call";
  }
}

function openPractice(practice) {
  const page = section("practice");
  if (!practice) {
    location.hash = "practices";
    return;
  }
  $(page, "name").textContent = practice.name;
  for (const name of ["aims", "honest", "before"]) $(page, name).textContent = practice[name];
  $(page, "stopping").textContent = practice.stopping;
  const cautions = $(page, "cautions");
  cautions.replaceChildren();
  for (const text of practice.cautions) made("li", text, cautions).className = "notice";
  for (const text of practice.perhaps) {
    made("li", `${cautions.dataset.perhaps} ${text}`, cautions).className = "notice";
  }
  const player = $(page, "player");
  const after = $(page, "after");
  player.hidden = after.hidden = true;
  const grounding = $(page, "grounding");
  grounding.hidden = !practice.grounding.length;
  $(page, "steps").replaceChildren();
  for (const one of practice.grounding) made("li", one.says, $(page, "steps"));
  const sizes = $(page, "sizes");
  sizes.replaceChildren();
  for (const [size, moments] of Object.entries(practice.sizes)) {
    const seconds = moments.reduce((sum, one) => sum + one.seconds, 0);
    const text = seconds < 60 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
    const button = made("button", text, sizes);
    button.type = "button";
    button.className = "btn btn-quiet";
    button.addEventListener("click", () => play(practice, size, moments));
  }
}

function play(practice, size, moments) {
  const page = section("practice");
  const player = $(page, "player");
  const after = $(page, "after");
  let at = 0;
  let left = moments[0].seconds;
  let spent = 0;
  let paused = false;
  leave();
  player.hidden = false;
  after.hidden = true;
  const breath = breathOf(page, practice.pacer);
  const follow = () => {
    if (!breath || paused) return;
    if (moments[at].paced === false) breath.stop(); // a pack of before has no such mark
    else if (!breath.runs) breath.begin();
  };
  const show = () => {
    follow();
    if ($(page, "line").textContent !== moments[at].says) $(page, "line").textContent = moments[at].says;
    const rest = moments.slice(at + 1).reduce((sum, one) => sum + one.seconds, left);
    $(page, "left").textContent = `${Math.floor(rest / 60)}:${String(rest % 60).padStart(2, "0")}`;
  };
  const end = () => {
    leave();
    player.hidden = true;
    after.hidden = false;
    after.dataset.fixed = JSON.stringify({
      intervention: practice.intervention, practice: practice.id, version: practice.version,
      size, seconds: spent, on: day(), at: clock(), provenance: FORM,
    });
    after.querySelector("input").focus();
  };
  let due = performance.now() + SECOND;
  const tick = () => {
    if (paused) return;
    // By the clock, since a hidden page is called less often.
    while (due <= performance.now()) {
      due += SECOND;
      left -= 1;
      spent += 1;
      if (left <= 0) {
        at += 1;
        if (at === moments.length) return end();
        left = moments[at].seconds;
      }
    }
    show();
  };
  const timer = setInterval(tick, SECOND / 4);
  leave = () => {
    clearInterval(timer);
    breath?.end();
    leave = () => {};
  };
  $(page, "back").onclick = () => {
    at = Math.max(0, at - 1);
    left = moments[at].seconds;
    show();
  };
  $(page, "pause").onclick = ({ target }) => {
    paused = !paused;
    target.textContent = paused ? target.dataset.go : target.dataset.wait;
    if (paused) breath?.pause();
    else breath?.goOn();
    due = performance.now() + SECOND;
    follow();
  };
  $(page, "pause").textContent = $(page, "pause").dataset.wait;
  $(page, "stop").onclick = end;
  show();
  $(page, "stop").focus();
}

// Drawn anew for each time, so that nothing of the breath before goes on in it.
function breathOf(page, pacer) {
  const place = $(page, "breath");
  place.replaceChildren();
  if (!pacer) return null;
  const drawn = $(page, "drawn").content.firstElementChild.cloneNode(true);
  Object.assign(drawn.dataset, { in: pacer.in, holdIn: pacer.hold, out: pacer.out, holdOut: pacer.rest });
  place.append(drawn);
  return new Breath(drawn);
}

// What made somebody worse is not offered again, here as little as on the server.
async function leaveOut(intervention) {
  const practices = pack.practices.filter((one) => one.first_aid || one.intervention !== intervention);
  pack = { ...pack, practices };
  listPractices();
  await takeAlong(pack, owner);
}

// As the server reads it: word for word, without signs; a star stands for any ending.
function speaksOf(text, phrases) {
  const bare = (words) => words.toLowerCase().replace(/['’`´]/g, "").replace(/[^\p{L}\p{N}*]+/gu, " ").trim();
  const said = ` ${bare(text.replaceAll("*", " "))} `;
  return phrases.some((phrase) =>
    new RegExp(` ${bare(phrase).replaceAll("*", "[\\p{L}\\p{N}]*")} `, "u").test(said),
  );
}

async function submitted(event) {
  const form = event.target.closest("form[data-queue]");
  if (!form) return;
  event.preventDefault();
  event.stopImmediatePropagation(); // the page has no owner of its own: the pack says whose
  say(line, ""); // what it says is about this answer, and only once that is on the disk
  section("unkept").hidden = true;
  let said;
  try {
    said = await kept(form);
  } catch {
    section("unkept").hidden = false; // the words stay in the form
    section("unkept").scrollIntoView({ block: "center" });
    return;
  }
  if (said === null) return;
  const alarming = speaksOf(said, pack.alarm);
  form.reset();
  say(line, "here");
  if (alarming) {
    section("worried").hidden = false;
    location.replace("#own-plan");
  } else if (form.dataset.queue === "journal") {
    location.replace("#journal");
    line.scrollIntoView({ block: "center" });
  }
  const state = await send(owner);
  if (isAlarmed()) location.assign("/safety/");
  await journal.list();
  say(line, { sent: "server", "signed out": "signed_out" }[state] ?? state);
  if (form.dataset.queue === "practice") location.hash = "practices";
}

// What was written in it, once it is on the disk; null when there is nothing to keep.
async function kept(form) {
  const kind = form.dataset.queue;
  if (kind === "journal") return (await journal.keepWritten()) || null;
  const payload = payloadOf(form);
  let basedOn = null;
  if (kind === "check_in") {
    Object.assign(payload, { on: day(), provenance: FORM });
    basedOn = pack.check_ins.find((one) => one.payload.on === payload.on)?.id ?? null;
  }
  await keep(kind, payload, { whose: owner, basedOn });
  if (kind === "practice" && payload.after === "worse") await leaveOut(payload.intervention);
  return payload.note ?? "";
}

async function begin() {
  document.addEventListener("submit", submitted, { capture: true });
  const along = await taken();
  section("nothing").hidden = Boolean(along);
  section("parts").hidden = !along;
  if (!along) return;
  ({ pack, owner } = along);
  listPractices();
  listLessons();
  listPlan();
  journal.begin(pack, owner);
  const note = $(document, "made");
  note.textContent = `${note.dataset.words} ${pack.made_on}`;
  addEventListener("hashchange", showHere);
  addEventListener("pageshow", ({ persisted }) => persisted && showHere());
  showHere();
  const again = async () => {
    if (!(await waiting(owner)).length) return;
    const state = await send(owner);
    if (isAlarmed()) section("worried").hidden = false;
    await journal.list();
    say(line, { sent: "server", "signed out": "signed_out" }[state] ?? state);
  };
  addEventListener("online", again);
  setInterval(again, 20000);
  again();
}

begin();
