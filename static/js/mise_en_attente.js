/* A quick entry (form[data-file]) that found nobody may wait on the device instead of staying on
   screen: it joins what is made without network (file.js), under the key it had, and goes by itself. */

import { file } from "./coffre.js";
import { actualiser, seule } from "./file.js";
import { manque, resumer } from "./saisie.js";

const DE_LA_PAGE = new Set(["csrfmiddlewaretoken", "brouillon", "cle", "version", "recherche", "suite"]);
const ATTEND = "Votre saisie attend sur cet appareil. Elle partira d’elle-même dès que Proximité répondra.";
const PARTIE = "Votre saisie est partie\u00a0: elle est enregistrée.";
const REFUSEE = "Proximité n’a pas pris votre saisie telle quelle. Elle est gardée\u00a0: corrigez-la.";

const corpsDe = (form) => {
  const corps = [...new FormData(form)].filter(([nom]) => !DE_LA_PAGE.has(nom));
  const famille = form.dataset.fileFamille;
  return famille ? [["famille", famille], ...corps] : corps;
};

const bouton = (texte, geste) => {
  const cree = document.createElement("button");
  Object.assign(cree, { type: "button", className: "btn btn-outline-primary", textContent: texte });
  cree.addEventListener("click", geste);
  return cree;
};

// In place of the form, for as long as this page is open.
class EnAttente {
  constructor(form, id) {
    Object.assign(this, { form, id });
    this.avis = document.createElement("div");
    this.avis.className = "avis avis-info";
    this.avis.dataset.enAttente = "";
    this.avis.tabIndex = -1;
    this.avis.innerHTML = '<div><p role="status"></p><div class="boutons"></div></div>';
    this.lien = document.querySelector("[data-avis-file] a").cloneNode();
    this.lien.className = "btn btn-primary";
    this.reprise = bouton("Reprendre la saisie", () => this.reprendre());
    this.suivre = () => this.regarder();
    addEventListener("file", this.suivre);
  }

  montrer() {
    this.dire(ATTEND, "Continuer hors réseau");
    this.avis.querySelector(".boutons").append(this.lien, this.reprise);
    this.form.after(this.avis);
    this.form.hidden = true;
    this.avis.focus();
  }

  dire(mots, suite) {
    this.avis.querySelector("p").textContent = mots;
    this.lien.textContent = suite;
  }

  async regarder() {
    const ligne = await file.lire(this.id);
    if (ligne?.etat === "attente") return null;
    this.reprise.remove();
    if (ligne) return this.dire(REFUSEE, "La corriger");
    this.lien.href = document.querySelector(".entete-marque").href;
    return this.dire(PARTIE, "Retourner à Ma journée");
  }

  // Only what has not left may come back under the hand.
  async reprendre() {
    const ici = await seule(async () => {
      const ligne = await file.lire(this.id);
      if (ligne?.etat === "attente") await file.retirer(this.id);
      return ligne?.etat === "attente";
    });
    if (!ici) return this.regarder();
    removeEventListener("file", this.suivre);
    this.avis.remove();
    this.form.hidden = false;
    const champ = this.form.querySelector("input:not([type=hidden]), textarea");
    champ.dispatchEvent(new Event("input", { bubbles: true })); // a draft again
    champ.focus();
    return actualiser();
  }
}

const confier = async (form, place) => {
  const { file: genre } = form.dataset;
  const id = form.elements.cle.value;
  const corps = corpsDe(form);
  const raisons = manque(genre, form, corps).map(({ libelle, message }) => `${libelle}\u00a0: ${message}`);
  if (raisons.length) {
    place.textContent = raisons.join(" ");
    return;
  }
  try {
    await file.ajouter(genre, { corps: [["cle", id], ...corps], resume: resumer(form, corps) }, { id });
  } catch {
    place.textContent = "Cet appareil ne garde rien hors réseau\u00a0: laissez cette page ouverte.";
    return;
  }
  form.dispatchEvent(new Event("brouillon:recu"));
  new EnAttente(form, id).montrer();
  await actualiser();
};

document.addEventListener("envoi:panne", ({ target: form, detail: { avis } }) => {
  if (!form.dataset.file || avis.querySelector("[data-confier]")) return;
  const place = document.createElement("p");
  place.role = "status";
  place.className = "mt-2";
  const offre = bouton("Mettre la saisie en attente", async () => {
    offre.disabled = true; // pressed twice
    await confier(form, place);
    offre.disabled = false;
  });
  offre.dataset.confier = "";
  avis.querySelector("div").append(offre, place);
});
