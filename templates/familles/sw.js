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

const PATIENCE = 8_000; // ms, for a page that the offline one may stand for
const PATIENCE_REDEMANDEE = 30_000; // she asks again: as long as for what is sent (coffre.js)
const ABSENCES = [502, 503, 504]; // what stands before the server answers that it does not
const TROP_TARD = Symbol("trop tard");
let redemandee = ""; // the address that was last waited for in vain

const attendre = (ms) => new Promise((fini) => setTimeout(fini, ms, TROP_TARD));

// What comes too late is not shown, under her hands: the page that stands for it says so.
const prevenir = async (event, page) => {
  const reponse = await page;
  if (!reponse) return;
  await reponse.body?.cancel();
  (await self.clients.get(event.resultingClientId))?.postMessage("arrivee");
};

const naviguer = async (event, url) => {
  const secours = await gardee(SECOURS);
  if (!secours) return fetch(event.request);
  if (url.pathname === SECOURS) return secours;
  const page = fetch(event.request).then(
    (reponse) => (ABSENCES.includes(reponse.status) ? null : reponse),
    () => null,
  );
  const patience = attendre(url.href === redemandee ? PATIENCE_REDEMANDEE : PATIENCE);
  const venue = await Promise.race([page, patience]);
  redemandee = venue === TROP_TARD ? url.href : "";
  if (venue === TROP_TARD) event.waitUntil(prevenir(event, page));
  return venue === TROP_TARD ? secours : venue ?? secours;
};

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (url.origin !== self.location.origin) return;
  if (event.request.mode === "navigate" && event.request.method === "GET") {
    event.respondWith(naviguer(event, url));
  } else if (event.request.method === "GET" && ADRESSES.includes(url.pathname)) {
    event.respondWith(gardee(url.pathname).then((reponse) => reponse ?? fetch(event.request)));
  }
});
