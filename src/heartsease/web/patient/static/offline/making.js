// Small things the offline page is put together with.
export const $ = (where, what) => where.querySelector(`[data-${what}]`);
export const section = (id) => document.getElementById(id);

export function made(name, text, parent) {
  const one = document.createElement(name);
  if (text !== undefined) one.textContent = text;
  parent?.append(one);
  return one;
}

// The day by the clock of this device; `later` days from now.
export function day(later = 0) {
  const now = new Date();
  now.setDate(now.getDate() + later);
  const two = (number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
