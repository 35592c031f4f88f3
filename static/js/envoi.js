/* A form sent where nobody answers stays on screen, with what was typed, and says so.

   What has just answered is trusted; otherwise the server is asked first whether it is there. A
   form kept as a draft answers « brouillon:garder » by detail.gardee, a promise. « envoi:panne », with
   detail.avis and detail.bouton, tells who could do better. HTMX says by itself that a request failed. */
"use strict";

const CONFIANCE = 5_000; // ms
const PREMIERE_PATIENCE = 3_000;
const PATIENCE = 30_000; // once the network proved slow; what queues (coffre.js) waits as long
let patience = PREMIERE_PATIENCE;
let repondu = navigator.onLine ? Date.now() : 0; // this page has just come

window.addEventListener("offline", () => {
  repondu = 0;
});
document.addEventListener("htmx:sendError", () => {
  repondu = 0;
});

// A page in its place (a session that ended, a second factor to add) is an answer too.
const repond = async () => {
  try {
    const reponse = await fetch("/sante/", {
      method: "HEAD",
      cache: "no-store",
      redirect: "manual",
      signal: AbortSignal.timeout(patience),
    });
    return reponse.status < 500;
  } catch (erreur) {
    if (erreur.name === "TimeoutError") patience = PATIENCE;
    return false;
  }
};

const estGardee = async (form) => {
  const question = new CustomEvent("brouillon:garder", { detail: {} });
  form.dispatchEvent(question);
  const fichier = [...form.elements].some(({ files }) => files?.length);
  return (await question.detail.gardee) && !fichier;
};

const mots = (gardee) => {
  const [quoi, quand] = navigator.onLine
    ? ["Proximité ne répond pas", "dans un moment"]
    : ["Pas de réseau", "quand le réseau revient"];
  const suite = gardee
    ? `Votre saisie est gardée sur cet appareil; renvoyez-la ${quand}.`
    : `Laissez cette page ouverte, et recommencez ${quand}.`;
  return `${quoi}\u00a0: rien n’est parti. ${suite}`;
};

const avisDe = (form) => form.querySelector("[data-rien-parti]");

const panne = document.querySelector('[data-panne="reseau"]');

const poserAvis = (form) => {
  const avis = panne.cloneNode(true);
  delete avis.dataset.panne;
  avis.dataset.rienParti = "";
  avis.tabIndex = -1;
  const boutons = form.querySelector(".action-collante, .boutons");
  if (boutons) boutons.before(avis);
  else form.append(avis);
  return avis;
};

const avertir = async (form, bouton) => {
  const gardee = await estGardee(form);
  const avis = avisDe(form) ?? poserAvis(form);
  const paragraphe = avis.querySelector("p");
  paragraphe.textContent = mots(gardee);
  const horsReseau = document.querySelector("[data-avis-file] a")?.cloneNode();
  if (gardee && horsReseau) {
    horsReseau.textContent = "En attendant, travailler hors réseau";
    paragraphe.append(" ", horsReseau);
  }
  avis.removeAttribute("style");
  avis.hidden = false;
  panne.hidden = true; // the same thing, said once
  form.dispatchEvent(new CustomEvent("envoi:panne", { bubbles: true, detail: { avis, bouton } }));
  avis.focus({ preventScroll: true });
  avis.scrollIntoView({ block: "center" });
};

// It keeps its place: what is below must not come under a second tap.
const patienter = (avis) => {
  avis.style.minHeight = `${avis.offsetHeight}px`;
  avis.querySelector("p").replaceChildren("Nouvel essai…");
};

const enCours = new WeakSet();

const envoyer = async (form, bouton) => {
  enCours.add(form);
  form.ariaBusy = "true";
  const avis = avisDe(form);
  if (avis) patienter(avis);
  const la = await repond();
  enCours.delete(form);
  form.ariaBusy = null;
  if (!la) return avertir(form, bouton);
  repondu = Date.now();
  if (avis) avis.style.visibility = "hidden";
  return form.requestSubmit(bouton?.form === form ? bouton : null);
};

// First of all that listens: what does not go must not be taken for sent by the others.
window.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (form.method !== "post" || form.matches("[hx-post], [hx-boost]")) return;
    if (!enCours.has(form) && Date.now() - repondu < CONFIANCE) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!enCours.has(form)) envoyer(form, event.submitter);
  },
  { capture: true },
);
