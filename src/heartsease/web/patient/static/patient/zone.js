// The first time, the time zone of this browser is chosen where the list has it.
const list = document.querySelector("select[data-guess]");
const here = Intl.DateTimeFormat().resolvedOptions().timeZone;

if (list && [...list.options].some((one) => one.value === here)) list.value = here;
