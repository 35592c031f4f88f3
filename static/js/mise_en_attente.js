/* A quick entry (form[data-file]) that found nobody may wait on the device instead of staying on
   screen: it joins what is made without network (file.js), under the key it had, and goes by itself. */

import { file } from "./coffre.js";
import { actualiser, seule } from "./file.js";
import { bouton, manque, resumer } from "./saisie.js";

const DE_LA_PAGE = /^(csrfmiddlewaretoken|brouillon|cle|version|recherche|initial-.*)$/;
const ATTEND = "Votre saisie attend sur cet appareil. Elle partira d’elle-même dès que Proximité répondra.";
const ATTEND_LA_SESSION = "Votre saisie attend sur cet appareil. Elle partira dès que votre session sera ouverte.";
const PARTIE = "Votre saisie est partie\u00a0: elle est enregistrée.";
const RESTE = "Il reste à ouvrir la famille repérée.";
// Another window sent it, or she deleted it there.
const PLUS_ICI = "Votre saisie n’attend plus sur cet appareil\u00a0: elle est partie, ou une autre fenêtre l’a supprimée.";
const AILLEURS = "Votre saisie se modifie dans une autre fenêtre.";
const REFUSEE = "Proximité n’a pas pris votre saisie telle quelle. Elle est gardée\u00a0: corrigez-la.";

const corpsDe = (form) => {
  const corps = [...new FormData(form)].filter(([nom]) => !DE_LA_PAGE.test(nom));
  const famille = form.dataset.fileFamille;
  return famille ? [["famille", famille], ...corps] : corps;
};

// In place of the form, for as long as this page is open. ``suite``: where what she pressed leads.
class EnAttente {
  constructor(form, id, suite) {
    Object.assign(this, { form, id, suite, envoyee: false });
    this.avis = document.createElement("div");
    this.avis.className = "avis avis-info";
    this.avis.dataset.enAttente = "";
    this.avis.tabIndex = -1;
    this.avis.innerHTML = '<div><p role="status"></p><div class="boutons"></div></div>';
    this.lien = document.querySelector("[data-avis-file] a").cloneNode();
    this.lien.className = "btn btn-primary";
    this.reprise = bouton("Reprendre la saisie", () => this.reprendre());
    this.suivre = ({ detail }) => this.regarder(detail);
    addEventListener("file", this.suivre);
  }

  montrer() {
    this.dire(ATTEND, "Continuer hors réseau");
    this.avis.querySelector(".boutons").append(this.lien, this.reprise);
    this.form.after(this.avis);
    this.form.hidden = true;
    this.avis.focus();
  }

  dire(mots, suite, adresse = this.lien.href) {
    const paragraphe = this.avis.querySelector("p");
    if (paragraphe.textContent !== mots) paragraphe.textContent = mots; // read aloud at each change
    Object.assign(this.lien, { textContent: suite, href: adresse });
  }

  async regarder({ envoyees, connexion }) {
    this.envoyee ||= envoyees.some(({ id }) => id === this.id);
    const ligne = await file.lire(this.id);
    if (ligne?.etat === "attente") {
      this.dire(connexion ? ATTEND_LA_SESSION : ATTEND, "Continuer hors réseau");
      return;
    }
    if (this.reprise === document.activeElement) this.avis.focus();
    this.reprise.remove();
    if (!ligne) this.direPartie();
    else if (ligne.etat === "refusee") this.dire(REFUSEE, "La corriger");
    else this.dire(AILLEURS, "La voir");
  }

  direPartie() {
    const mots = this.envoyee ? PARTIE : PLUS_ICI;
    if (this.suite) this.dire(`${mots} ${RESTE}`, "Ouvrir la famille repérée", this.suite);
    else this.dire(mots, "Retourner à Ma journée", document.querySelector(".entete-marque").href);
  }

  // Only what has not left may come back under the hand; it waits for what is being sent.
  async reprendre() {
    Object.assign(this.reprise, { disabled: true, textContent: "Un instant…" });
    const ici = await seule(async () => {
      const ligne = await file.lire(this.id);
      if (ligne?.etat === "attente") await file.retirer(this.id);
      return ligne?.etat === "attente";
    });
    if (!ici) {
      await this.regarder({ envoyees: [], connexion: false });
      return;
    }
    removeEventListener("file", this.suivre);
    this.avis.remove();
    this.form.hidden = false;
    const champ = this.form.querySelector("input:not([type=hidden]), textarea");
    champ.dispatchEvent(new Event("input", { bubbles: true })); // a draft again
    champ.focus();
    await actualiser();
  }
}

const confier = async (form, place, suite) => {
  const { file: genre } = form.dataset;
  const id = form.elements.cle.value;
  const corps = corpsDe(form);
  const raisons = manque(genre, form, corps).map(({ libelle, message }) => `${libelle}\u00a0: ${message}`);
  if (raisons.length) {
    place.innerText = raisons.join("\n");
    return;
  }
  const objet = { corps: [["cle", id], ...corps], resume: resumer(form, corps) };
  try {
    await file.ajouter(genre, objet, { id });
  } catch {
    place.textContent = "Cet appareil ne garde rien hors réseau\u00a0: laissez cette page ouverte.";
    return;
  }
  form.dispatchEvent(new Event("brouillon:recu"));
  new EnAttente(form, id, suite).montrer();
  await actualiser();
};

document.addEventListener("envoi:panne", ({ target: form, detail }) => {
  if (!form.dataset.file) return;
  form.dataset.fileSuite = detail.bouton?.dataset.fileSuite ?? "";
  if (detail.avis.querySelector("[data-confier]")) return;
  const place = document.createElement("p");
  place.role = "status";
  place.className = "mt-2";
  const offre = bouton("Mettre la saisie en attente", async () => {
    offre.disabled = true; // pressed twice
    await confier(form, place, form.dataset.fileSuite);
    offre.disabled = false;
  });
  offre.dataset.confier = "";
  detail.avis.querySelector("div").append(offre, place);
});
