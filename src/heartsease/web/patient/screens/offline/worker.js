{% autoescape off %}// Keeps the offline page and the help page on this device; nothing personal is kept here.
const VERSION = "heartsease-{{ version }}";
const PAGE = "{{ page }}";
const HELP = "{{ help }}";
const SHELL = [{% for one in shell %}"{{ one }}", {% endfor %}];

self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(VERSION);
      await cache.addAll(SHELL);
      // Without cookies: the page of somebody who is not signed in.
      for (const path of [PAGE, HELP]) {
        const answer = await fetch(path, { credentials: "omit", cache: "no-store" });
        if (!answer.ok) throw new Error(`${path} cannot be kept`);
        await cache.put(path, answer);
      }
      await self.skipWaiting();
    })(),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) {
        if (name.startsWith("heartsease-") && name !== VERSION) await caches.delete(name);
      }
      await self.clients.claim();
    })(),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  // The network first, so that a new page never meets old parts of an earlier version.
  if (SHELL.includes(url.pathname)) {
    event.respondWith(
      fetch(request).catch(() => caches.match(url.pathname, { cacheName: VERSION })),
    );
  } else if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => kept(url.pathname)));
  }
});

async function kept(path) {
  const cache = await caches.open(VERSION);
  return (await cache.match(path.startsWith(HELP) ? HELP : PAGE)) ?? Response.error();
}
{% endautoescape %}
