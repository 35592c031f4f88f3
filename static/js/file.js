/* Sends what waits, when the network is there: at each opening, « online », on the way back to
   the page, and every 30 s while something waits. Once, in order; each result is said.

   envoyerTout() → {envoyees, connexion, reseau, repond}: what went ({id, genre, le, resume}), whether a
                   session is asked for, whether the network was there, and the server up to it; one tab
                   at a time.
   An event « file » on window tells that what waits has changed. */

import {
  compteConnu,
  compteCourant,
  demander,
  deverrouille,
  etats,
  file,
  ReseauAbsent,
  ServeurAbsent,
  session,
} from "./coffre.js";

const ADRESSE = "/hors-ligne/envoyer/";
const DROIT_PERDU = "Votre rôle ne permet plus cette saisie. Copiez-la, ou voyez votre gestionnaire.";
const ILLISIBLE = "Le serveur n’a pas pu lire cette saisie. Elle est gardée\u00a0: corrigez-la, ou copiez-la.";
// What may yet go as it stands: a session to open, a token to renew, a server to let breathe.
const PASSAGERS = [401, 403, 408, 425, 429];
const REUNIR = "Si c’est la même, réunissez-les depuis sa fiche.";
const PANNE = "Le serveur n’a pas pu l’enregistrer cette fois. Elle est gardée, et repartira d’elle-même.";
// The server answers, and fails on this one entry: those behind it need not wait.
const PANNES = [500, 501];
export const NOMS = {
  intervention: "Intervention",
  demarchage: "Démarchage",
  famille: "Nouvelle famille",
  promesse: "Promesse",
};

const poster = (jeton, genre, corps) =>
  demander(ADRESSE, {
    method: "POST",
    headers: { "X-CSRFToken": jeton },
    body: new URLSearchParams([["genre", genre], ...corps]),
  });

const refuser = (ligne, objet, raisons) =>
  file.remplacer(ligne.id, { ...objet, raisons }, { etat: "refusee" });

const valeur = (objet, nom) => objet.corps.find(([n]) => n === nom)?.[1];

// "oui" | "garde" or "panne" (kept, with the reason) | "session" | "attend" (nothing goes for now)
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
    if (dit.semblables.length) objet.resume.push(["Ressemble à", `${dit.semblables.join("; ")}. ${REUNIR}`]);
    await file.retirer(ligne.id);
    return "oui";
  }
  if (reponse.status === 422) {
    await refuser(ligne, objet, (await reponse.json()).erreurs);
    return "garde";
  }
  if (reponse.status >= 400 && reponse.status < 500 && !PASSAGERS.includes(reponse.status)) {
    const message = reponse.status === 404 ? DROIT_PERDU : ILLISIBLE;
    await refuser(ligne, objet, [{ champ: "", libelle: "", message }]);
    return "garde";
  }
  if (PANNES.includes(reponse.status)) {
    await file.remplacer(ligne.id, { ...objet, raisons: [{ champ: "", libelle: "", message: PANNE }] }, { etat: "attente" });
    return "panne";
  }
  return "attend";
};

const bilan = () => ({ envoyees: [], connexion: false, reseau: true, repond: true });

const passe = async () => {
  const dit = bilan();
  const toutes = await file.lister();
  const lignes = toutes.filter((ligne) => ligne.etat === "attente");
  // What was refused is read again with an open session.
  if (!toutes.length || (!lignes.length && (await deverrouille()))) return dit;
  const page = await compteCourant();
  const acces = await session();
  if (!acces || acces.compte !== page) return { ...dit, connexion: true };
  for (const { id } of lignes) {
    // Read again: she may have edited or deleted it meanwhile.
    const ligne = await file.lire(id);
    const objet = ligne && (await file.contenu(id));
    if (!objet || ligne.etat !== "attente") continue;
    const mere = valeur(objet, "famille_cle");
    if (mere && (await file.lire(mere))) continue; // its famille has not gone yet
    const resultat = await envoyerUne(ligne, objet, acces);
    if (resultat === "oui") {
      dit.envoyees.push({ id, genre: ligne.genre, le: ligne.le, resume: objet.resume });
    }
    dit.repond &&= !["panne", "attend"].includes(resultat);
    dit.connexion = resultat === "session";
    if (["session", "attend"].includes(resultat)) break;
  }
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
      if (panne instanceof ServeurAbsent) return { ...bilan(), repond: false };
      if (panne instanceof ReseauAbsent) return { ...bilan(), reseau: false };
      throw panne;
    }
  });

// --- On every page ------------------------------------------------------------------------------

const pluriel = (n, un, plusieurs) => `${n}\u00a0${n > 1 ? plusieurs : un}`;

// What went while this page was open: said here, and kept nowhere.
export const parties = [];

const ceQuiManque = ({ connexion, repond }) => {
  if (connexion) return " l’ouverture de votre session";
  return repond ? " le réseau" : "\u00a0: Proximité ne répond pas encore";
};

const phrases = async (dit) => {
  const lignes = await file.lister();
  const combien = (etat) => lignes.filter((ligne) => ligne.etat === etat).length;
  const [attendent, refusees, inachevees] = ["attente", "refusee", "inachevee"].map(combien);
  const autres = await file.desAutres();
  const envoyees = parties.length;
  const lesquelles = parties.map(({ genre }) => NOMS[genre].toLowerCase()).join(", ");
  return [
    envoyees && `${pluriel(envoyees, "saisie envoyée", "saisies envoyées")}\u00a0: ${lesquelles}.`,
    attendent && `${pluriel(attendent, "saisie attend", "saisies attendent")}${ceQuiManque(dit)}.`,
    refusees && `${pluriel(refusees, "saisie à corriger", "saisies à corriger")}.`,
    inachevees && `${pluriel(inachevees, "saisie à terminer", "saisies à terminer")}.`,
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

// Asked again while one goes: once more after it, for what came meanwhile.
let enCours = null;
let encore = false;
const tourner = async () => {
  do {
    encore = false;
    const dit = await envoyerTout();
    parties.push(...dit.envoyees);
    await dire(dit);
    window.dispatchEvent(new CustomEvent("file", { detail: dit }));
  } while (encore);
};
export const actualiser = () => {
  encore = Boolean(enCours);
  enCours ??= tourner().finally(() => {
    enCours = null;
  });
  return enCours;
};

// Aliases that the organisme allows no more go at the first page that says so.
const garderLaJournee = async () => {
  const permis = document.querySelector('meta[name="compte"][data-alias]');
  if (!permis && (await etats.prendre("journee"))?.objet.alias) await etats.retirer("journee");
  const journee = document.getElementById("journee-hors-ligne");
  if (!journee) return;
  await etats.poser("journee", JSON.parse(journee.textContent));
};

// Short of room, a browser throws away what a site keeps: unless it is asked not to.
const demanderLaPlace = async () => {
  const stockage = navigator.storage;
  if (stockage?.persist && !(await stockage.persisted())) await stockage.persist();
};

const demarrer = async () => {
  const compte = document.querySelector('meta[name="compte"]')?.content;
  if (compte) {
    await garderLaJournee();
    demanderLaPlace().catch(() => {});
    if (navigator.serviceWorker) await navigator.serviceWorker.register("/sw.js");
  }
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
