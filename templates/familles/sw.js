// Service worker: the offline page and what it needs, kept; no page of a session ever is.
"use strict";

const CACHE = "proximite-{{ version }}";
const ADRESSES = {{ adresses|safe }};
const SECOURS = ADRESSES[0];

// A refusal or a login page must never stand for the offline page.
const garder = async (adresse) => {
  const reponse = await fetch(adresse, { credentials: "same-origin", redirect: "error", cache: "no-cache" });
  if (!reponse.ok) throw new TypeError(`${adresse} : ${reponse.status}`);
  await (await caches.open(CACHE)).put(adresse, reponse);
};

self.addEventListener("install", (event) => {
  event.waitUntil(Promise.all(ADRESSES.map(garder)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const menage = async () => {
    const noms = await caches.keys();
    await Promise.all(noms.filter((n) => n.startsWith("proximite-") && n !== CACHE).map((n) => caches.delete(n)));
    await self.clients.claim();
  };
  event.waitUntil(menage());
});

const gardee = async (adresse) => (await caches.open(CACHE)).match(adresse);

const naviguer = async (requete, url) => {
  if (url.pathname === SECOURS) return (await gardee(SECOURS)) ?? fetch(requete);
  try {
    return await fetch(requete);
  } catch (panne) {
    const page = requete.method === "GET" && (await gardee(SECOURS));
    if (!page) throw panne;
    return page;
  }
};

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (url.origin !== self.location.origin) return;
  if (event.request.mode === "navigate" && event.request.method === "GET") {
    event.respondWith(naviguer(event.request, url));
  } else if (event.request.method === "GET" && ADRESSES.includes(url.pathname)) {
    event.respondWith(gardee(url.pathname).then((reponse) => reponse ?? fetch(event.request)));
  }
});
