// Quick exit: this page does not stay in the history, so Back does not return to it.
// Three presses of Escape within two seconds do the same as the link.
const leave = document.querySelector("[data-leave]");

if (leave) {
  const go = () => {
    // What was being typed is not there either, should the browser bring the page back.
    for (const form of document.forms) form.reset();
    location.replace(leave.href);
  };
  leave.addEventListener("click", (event) => {
    event.preventDefault();
    go();
  });

  let presses = [];
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const now = event.timeStamp;
    presses = [...presses.filter((at) => now - at < 2000), now];
    if (presses.length >= 3) go();
  });
}
