/* Sends what waits, when the network is there: at each opening, « online », on the way back to
   the page, and every 30 s while something waits. Once, in order; each result is said.

   envoyerTout() → {envoyees, refusees, restent, connexion, reseau}; one tab at a time.
   An event « file » on window tells that what waits has changed. */

import {
  compteConnu,
  compteCourant,
  demander,
  deverrouille,
  effacerTraces,
  etats,
  file,
  ReseauAbsent,
  session,
} from "./coffre.js";

const ADRESSE = "/hors-ligne/envoyer/";
const DROIT_PERDU = "Votre rôle ne permet plus cette saisie. Copiez-la, ou voyez votre gestionnaire.";

const poster = (jeton, genre, corps) =>
  demander(ADRESSE, {
    method: "POST",
    headers: { "X-CSRFToken": jeton },
    body: new URLSearchParams([["genre", genre], ...corps]),
  });

const refuser = (ligne, objet, raisons) =>
  file.remplacer(ligne.id, { ...objet, raisons }, { etat: "refusee" });

const valeur = (objet, nom) => objet.corps.find(([n]) => n === nom)?.[1];

// "oui" | "refus" | "session" | "attend"
const envoyerUne = async (ligne, objet, acces) => {
  let reponse = await poster(acces.jeton, ligne.genre, objet.corps);
  if (reponse.status === 403) {
    // The token aged: a fresh one, never the former again.
    const neuve = await session();
    if (!neuve) return "session";
    acces.jeton = neuve.jeton;
    reponse = await poster(acces.jeton, ligne.genre, objet.corps);
  }
  if (reponse.status === 401) return "session";
  if (reponse.ok) {
    const dit = await reponse.json();
    if (!dit.enregistree) return "attend";
    await file.retirer(ligne.id);
    return "oui";
  }
  if (reponse.status === 422) {
    await refuser(ligne, objet, (await reponse.json()).erreurs);
    return "refus";
  }
  if (reponse.status === 404) {
    await refuser(ligne, objet, [{ champ: "", libelle: "", message: DROIT_PERDU }]);
    return "refus";
  }
  return "attend";
};

const bilan = () => ({ envoyees: 0, refusees: 0, restent: 0, connexion: false, reseau: true });

const passe = async () => {
  const dit = bilan();
  const toutes = await file.lister();
  const lignes = toutes.filter((ligne) => ligne.etat === "attente");
  // What was refused is read again with an open session.
  if (!toutes.length || (!lignes.length && (await deverrouille()))) return dit;
  const page = await compteCourant();
  const acces = await session();
  if (!acces || acces.compte !== page) return { ...dit, connexion: true, restent: lignes.length };
  for (const { id } of lignes) {
    // Read again: she may have edited or deleted it meanwhile.
    const ligne = await file.lire(id);
    const objet = ligne && (await file.contenu(id));
    if (!objet || ligne.etat !== "attente") continue;
    const mere = valeur(objet, "famille_cle");
    if (mere && (await file.lire(mere))) continue; // its famille has not gone yet
    const resultat = await envoyerUne(ligne, objet, acces);
    if (resultat === "oui") dit.envoyees += 1;
    else if (resultat === "refus") dit.refusees += 1;
    else {
      dit.connexion = resultat === "session";
      break;
    }
  }
  dit.restent = (await file.lister()).filter((ligne) => ligne.etat === "attente").length;
  return dit;
};

// One at a time: a tab that sends holds the lock, and what edits or deletes waits for it.
export const seule = (geste) =>
  navigator.locks ? navigator.locks.request("proximite-file", geste) : geste();

export const envoyerTout = () =>
  seule(async () => {
    try {
      return await passe();
    } catch (panne) {
      if (panne instanceof ReseauAbsent) return { ...bilan(), reseau: false };
      throw panne;
    }
  });

// --- On every page ------------------------------------------------------------------------------

const pluriel = (n, un, plusieurs) => `${n}\u00a0${n > 1 ? plusieurs : un}`;

const phrases = async (dit) => {
  const lignes = await file.lister();
  const refusees = lignes.filter((ligne) => ligne.etat === "refusee").length;
  const autres = await file.desAutres();
  const attendent = lignes.length - refusees;
  return [
    dit.envoyees && `${pluriel(dit.envoyees, "saisie envoyée", "saisies envoyées")}.`,
    attendent && dit.connexion && `${pluriel(attendent, "saisie attend", "saisies attendent")} l’ouverture de votre session.`,
    attendent && !dit.connexion && `${pluriel(attendent, "saisie attend", "saisies attendent")} le réseau.`,
    refusees && `${pluriel(refusees, "saisie à corriger", "saisies à corriger")}.`,
    autres && `${pluriel(autres, "saisie d’une autre personne attend", "saisies d’une autre personne attendent")} sur cet appareil.`,
  ].filter(Boolean);
};

const dire = async (dit) => {
  const avis = document.querySelector("[data-avis-file]");
  if (!avis) return;
  const mots = await phrases(dit);
  avis.hidden = !mots.length;
  avis.querySelector("p").textContent = mots.join(" ");
};

let enCours = false;
export const actualiser = async () => {
  if (enCours) return;
  enCours = true;
  try {
    const dit = await envoyerTout();
    await dire(dit);
    window.dispatchEvent(new CustomEvent("file", { detail: dit }));
  } finally {
    enCours = false;
  }
};

// Aliases that the organisme allows no more go at the first page that says so.
const garderLaJournee = async () => {
  const permis = document.querySelector('meta[name="compte"][data-alias]');
  if (!permis && (await etats.prendre("journee"))?.objet.alias) await etats.retirer("journee");
  const journee = document.getElementById("journee-hors-ligne");
  if (!journee) return;
  await etats.poser("journee", JSON.parse(journee.textContent));
};

// A deliberate logout says first what has not gone; a session that ends by itself keeps all.
// Once it is settled here, the form is sent again, for the drafts to have their say.
const quitter = async (form) => {
  const attendent = await file.lister();
  if (attendent.length && !document.querySelector("[data-non-envoyees]")) {
    window.location.assign(form.action);
    return;
  }
  await effacerTraces();
  form.dataset.verifiee = "oui";
  form.requestSubmit();
};
document.querySelectorAll("form[data-fermer-session]").forEach((form) => {
  form.addEventListener("submit", (event) => {
    if (form.dataset.verifiee) {
      delete form.dataset.verifiee;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    quitter(form);
  });
});

const avertir = async () => {
  const avertissement = document.querySelector("[data-non-envoyees]");
  const n = avertissement ? (await file.lister()).length : 0;
  if (!n) return;
  avertissement.hidden = false;
  avertissement.querySelector("strong").textContent = `${pluriel(n, "saisie n’est pas encore envoyée", "saisies ne sont pas encore envoyées")}.`;
};

const demarrer = async () => {
  const compte = document.querySelector('meta[name="compte"]')?.content;
  if (compte) {
    if (navigator.serviceWorker) await navigator.serviceWorker.register("/sw.js");
    await garderLaJournee();
  }
  await avertir();
  await actualiser();
};

// The first time, and whenever the account of the device changes, its key is learnt.
const apprendre = async () => {
  if (!document.querySelector('meta[name="compte"]') || (await compteConnu())) return;
  try {
    await session();
  } catch (panne) {
    if (!(panne instanceof ReseauAbsent)) throw panne;
  }
};

window.addEventListener("online", actualiser);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") actualiser();
});
setInterval(async () => {
  if ((await file.lister()).some((ligne) => ligne.etat === "attente")) actualiser();
}, 30_000);

apprendre().then(demarrer);
