/* The offline page: what waits, the four entries, the last state of Ma journée. */

import { etats, file } from "./coffre.js";
import { actualiser, NOMS, parties, seule } from "./file.js";
import { codeDemande, direLaDemandee } from "./page_demandee.js";
import { bouton, manque, resumer } from "./saisie.js";
import "./compteurs.js";

const RYTHME = 500; // ms between what is typed and what is kept
const HEURE = new Intl.DateTimeFormat("fr-CA", { dateStyle: "long", timeStyle: "short" });
const quand = (le) => HEURE.format(new Date(le)).replace(/(\d) h (\d)/, "$1\u00a0h\u00a0$2");
const $ = (selecteur, dans = document) => dans.querySelector(selecteur);

const element = (nom, attributs = {}, texte = "") => {
  const cree = Object.assign(document.createElement(nom), attributs);
  if (texte) cree.textContent = texte;
  return cree;
};

const aujourdhui = () => {
  const le = new Date();
  const deux = (n) => String(n).padStart(2, "0");
  return `${le.getFullYear()}-${deux(le.getMonth() + 1)}-${deux(le.getDate())}`;
};

// --- Forms ------------------------------------------------------------------------------------

const lireForm = (form) => {
  const corps = [...new FormData(form)].filter(([nom]) => !["code", "famille_choisie"].includes(nom));
  const donnees = new FormData(form);
  const [quoi, valeur] = (donnees.get("famille_choisie") ?? "").split(" ");
  const code = (donnees.get("code") ?? "").replace(/[\s-]/g, "").toUpperCase();
  if (code) corps.push(["famille", code]);
  else if (quoi) corps.push([quoi, valeur]);
  return corps.filter(([nom, v]) => nom !== "territoire" || v);
};

const dire = (form, raisons) => {
  const place = $("[data-raisons]", form);
  place.hidden = !raisons.length;
  place.replaceChildren(
    ...raisons.map(({ libelle, message }) => element("p", { className: "mb-0" }, libelle ? `${libelle}\u00a0: ${message}` : message)),
  );
  const homonyme = $("[data-quand-meme]", form);
  if (homonyme) homonyme.hidden = !raisons.some(({ champ }) => champ === "__all__");
};

const VIENT_DE_PARTIR = "Cette saisie vient de partir\u00a0: elle ne se modifie plus ici.";

// What she last answered, in the same circumstances (activites/habitudes.py).
let habitudes = {};
const depart = (genre, code) => {
  const { familles, heures, jours, sinon } = habitudes[genre] ?? {};
  const le = new Date();
  const siennes = familles?.[code] ?? heures?.[le.getHours()] ?? jours?.[le.getDay() || 7] ?? sinon;
  return Object.entries(siennes ?? {});
};

// One form. What is typed is kept as it comes, in a row that does not go before she says so.
class Saisie {
  constructor(details) {
    this.details = details;
    this.genre = details.dataset.saisie;
    this.form = $("form", details);
    this.suite = Promise.resolve();
    this.form.querySelectorAll("input[autofocus]").forEach((champ) => champ.removeAttribute("autofocus"));
    this.form.autocomplete = "off"; // browsers would keep it in clear
    this.vider();
    for (const geste of ["input", "change"]) this.form.addEventListener(geste, () => this.noter());
    for (const moment of ["pagehide", "visibilitychange"]) {
      addEventListener(moment, () => this.garder(), { capture: true });
    }
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.enchainer(() => this.consigner());
    });
    details.addEventListener("toggle", montrer);
  }

  vider() {
    this.effacer();
    this.partir();
  }

  effacer() {
    this.form.reset();
    this.form.querySelectorAll("details").forEach((repli) => repli.removeAttribute("open"));
    this.form.querySelectorAll('input[name="date"], input[name="date_jointe"]').forEach((champ) => {
      champ.value = aujourdhui();
    });
    Object.assign(this, { id: crypto.randomUUID(), gardee: false, reprise: false, raisons: [] });
    this.sale = false;
    dire(this.form, []);
  }

  // What comes filled in is not hers yet: it is kept once she touches something.
  partir(code = "") {
    if (this.sale || this.gardee) return;
    if (code) this.choisirFamille("famille", code);
    for (const [nom, v] of depart(this.genre, code)) {
      if (nom === "strategie") this.monter(nom, v);
      this.remplirChamp(nom, String(v));
    }
    this.vide = JSON.stringify(lireForm(this.form));
  }

  // In place of its page, which did not come: right under what says so.
  ouvrir(code) {
    this.partir(code);
    $("[data-page-demandee]").after(this.details);
    this.details.open = true;
    const aRepondre = (champ) => !(code && champ.closest("[data-familles]"));
    const siens = this.form.querySelectorAll("input:not([type=hidden]), textarea");
    const premier = [...siens].find(aRepondre);
    const choisi = this.form.querySelector(`[name="${premier.name}"]:checked`);
    (choisi ?? premier).focus({ preventScroll: true });
    $("[data-page-demandee]").scrollIntoView();
  }

  // One write after the other.
  enchainer(geste) {
    this.suite = this.suite.then(geste).catch((panne) => {
      dire(this.form, [{ message: `Rien n’est enregistré. ${panne.message}` }]);
    });
    return this.suite;
  }

  noter() {
    this.sale = true;
    this.minuterie ??= setTimeout(() => this.garder(), RYTHME);
  }

  garder() {
    clearTimeout(this.minuterie);
    this.minuterie = null;
    return this.sale ? this.enchainer(() => this.ecrire("inachevee")) : this.suite;
  }

  async ecrire(etat) {
    this.sale = false;
    const corps = lireForm(this.form);
    if (etat === "inachevee" && !this.reprise && JSON.stringify(corps) === this.vide) {
      this.gardee = false;
      return file.retirer(this.id);
    }
    const raisons = etat === "inachevee" ? this.raisons : [];
    const objet = { corps: [["cle", this.id], ...corps], resume: resumer(this.form, corps), raisons };
    if (this.gardee) return file.remplacer(this.id, objet, { etat });
    await file.ajouter(this.genre, objet, { id: this.id, etat });
    this.gardee = true;
    return true;
  }

  async consigner() {
    clearTimeout(this.minuterie);
    this.minuterie = null;
    if (!this.details.open) return; // pressed twice
    const raisons = manque(this.genre, this.form, lireForm(this.form));
    dire(this.form, raisons);
    if (raisons.length) {
      await this.ecrire("inachevee");
      return;
    }
    if (!(await this.ecrire("attente"))) {
      dire(this.form, [{ message: VIENT_DE_PARTIR }]);
      return;
    }
    this.vider();
    this.details.open = false;
    await montrer();
    $("#titre-file").focus();
    actualiser();
  }

  // What was in the form stays a row of its own.
  async reprendre({ id }) {
    await this.garder();
    if (this.id !== id) {
      const objet = await file.contenu(id);
      const prise = objet && (await seule(() => file.remplacer(id, objet, { etat: "inachevee" })));
      if (!prise) return montrer();
      this.effacer();
      Object.assign(this, { id, gardee: true, reprise: true, raisons: objet.raisons ?? [] });
      this.remplir(objet.corps);
    }
    this.details.open = true;
    await montrer();
    $("summary", this.details).focus();
    return this.details.scrollIntoView();
  }

  remplir(corps) {
    for (const [nom, v] of corps) {
      if (nom.startsWith("famille")) this.choisirFamille(nom, v);
      else this.remplirChamp(nom, v);
    }
    dire(this.form, this.raisons);
  }

  remplirChamp(nom, v) {
    this.form.querySelectorAll(`[name="${nom}"]`).forEach((champ) => poser(champ, v));
  }

  // Hers comes first, as on its page: the others may be folded away.
  monter(nom, v) {
    const puce = this.form.querySelector(`[name="${nom}"][value="${CSS.escape(v)}"]`)?.parentElement;
    if (puce) $("legend", puce.closest("fieldset")).after(puce);
  }

  choisirFamille(nom, v) {
    const puce = this.form.querySelector(`input[value="${CSS.escape(`${nom} ${v}`)}"]`);
    if (puce) puce.checked = true;
    else if (nom === "famille") this.form.elements.code.value = v;
  }
}

// Folded away, a value that was chosen would not be seen.
const poser = (champ, v) => {
  const defaut = champ.value;
  if (/radio|checkbox/.test(champ.type)) champ.checked ||= champ.value === v;
  else champ.value = v;
  if (v && (champ.checked || defaut !== champ.value)) champ.closest("details.repli")?.setAttribute("open", "");
};

// --- What waits ---------------------------------------------------------------------------------

const enTexte = (ligne, objet) =>
  [NOMS[ligne.genre], ...objet.resume.map(([libelle, v]) => `${libelle}\u00a0: ${v}`)].join("\n");

const ETATS = { refusee: ["attention", "À corriger"], inachevee: ["info", "À terminer"], attente: ["", "En attente"], envoyee: ["reussite", "Envoyée"] };
const VERBES = { refusee: "Corriger", inachevee: "Reprendre", attente: "Modifier" };

// What was typed for a famille opened without network cannot go without her. Rows of before do not
// say whose they are: only what they hold does.
const estSa = (mere) => async (ligne) =>
  "mere" in ligne
    ? ligne.mere === mere
    : (await file.contenu(ligne.id))?.corps.some(([nom, v]) => nom === "famille_cle" && v === mere);

const quiEnDependent = async ({ id }) => {
  const lignes = await file.lister();
  const siennes = await Promise.all(lignes.map(estSa(id)));
  return lignes.filter((_, rang) => siennes[rang]);
};

const supprimer = async (ligne) => {
  const avec = ligne.genre === "famille" ? await quiEnDependent(ligne) : [];
  const aussi = avec.length ? `\nSeront supprimées avec elle, car elles en parlent\u00a0: ${avec.map(({ genre }) => NOMS[genre].toLowerCase()).join(", ")}.` : "";
  if (!window.confirm(`Supprimer cette saisie? Elle ne sera jamais envoyée.${aussi}`)) return;
  await seule(() => Promise.all([ligne, ...avec].map(({ id }) => file.retirer(id))));
  await montrer();
  $("#titre-file").focus();
};

const detailler = (resume, li) => {
  const liste = element("dl");
  resume.forEach(([libelle, v]) => liste.append(element("dt", {}, libelle), element("dd", {}, v)));
  li.append(liste);
};

const enTete = ({ genre, le }, etat) => {
  const li = element("li");
  const [classe, mot] = ETATS[etat];
  li.append(element("strong", {}, NOMS[genre]), " ", element("span", { className: `etat etat-${classe}` }, mot));
  li.append(element("p", { className: "text-secondary mb-0" }, quand(le)));
  return li;
};

const copier = async (ligne, objet, { currentTarget }) => {
  await navigator.clipboard.writeText(enTexte(ligne, objet));
  currentTarget.textContent = "Copié";
};

const montrerLigne = async (ligne) => {
  const objet = await file.contenu(ligne.id);
  const li = enTete(ligne, ligne.etat);
  const boutons = element("div", { className: "boutons" });
  if (objet) {
    detailler(objet.resume, li);
    (objet.raisons ?? []).forEach(({ libelle, message }) => {
      li.append(element("p", { className: "text-danger mb-0" }, libelle ? `${libelle}\u00a0: ${message}` : message));
    });
    boutons.append(bouton(VERBES[ligne.etat], () => saisies[ligne.genre].reprendre(ligne)));
    if (navigator.clipboard) boutons.append(bouton("Copier le texte", (geste) => copier(ligne, objet, geste)));
  } else {
    li.append(element("p", { className: "mb-0" }, `Scellée, ${ligne.taille} octets\u00a0: son contenu se lit avec votre session ouverte.`));
  }
  boutons.append(bouton("Supprimer", () => supprimer(ligne)));
  li.append(boutons);
  return li;
};

const montrerPartie = (partie) => {
  const li = enTete(partie, "envoyee");
  detailler(partie.resume, li);
  return li;
};

// What she is typing in an open form is not shown twice.
const sousLaMain = (id) => Object.values(saisies).some((une) => une.id === id && une.details.open);

async function montrer() {
  const toutes = await file.lister();
  const lignes = toutes.filter(({ id }) => !sousLaMain(id));
  const items = await Promise.all(lignes.map(montrerLigne));
  $("[data-file]").replaceChildren(...items, ...parties.map(montrerPartie));
  $("[data-file-vide]").hidden = lignes.length > 0;
  $("[data-file-envoyer]").hidden = !lignes.some((ligne) => ligne.etat === "attente");
  await montrerFamilles(toutes);
}

// --- Ma journée, and the familles to choose from ---------------------------------------------------

const puce = (genre, valeur, libelle, rang) => {
  const boite = element("div", { className: "form-check" });
  const id = `${genre}_famille_${rang}`;
  boite.append(
    element("input", { type: "radio", name: "famille_choisie", value: valeur, id, className: "form-check-input" }),
    Object.assign(element("label", { className: "form-check-label" }, libelle), { htmlFor: id }),
  );
  return boite;
};

let famillesMontrees = "";
const montrerFamilles = async (lignes) => {
  const journee = (await etats.prendre("journee"))?.objet;
  const ouvertes = await Promise.all(
    lignes.filter((l) => l.genre === "famille" && l.etat !== "inachevee").map(async (ligne) => {
      const alias = (await file.contenu(ligne.id))?.corps.find(([nom]) => nom === "alias")?.[1];
      return [`famille_cle ${ligne.id}`, alias ?? `Famille ouverte le ${quand(ligne.le)}`];
    }),
  );
  const connues = (journee?.familles ?? []).map(({ code, nom }) => [`famille ${code}`, nom]);
  const choix = [...ouvertes, ...connues];
  // Drawn again for nothing, they would lose the focus.
  if (famillesMontrees === JSON.stringify(choix)) return;
  famillesMontrees = JSON.stringify(choix);
  ["intervention", "promesse"].forEach((genre) => {
    const place = $("[data-choix-familles]", saisies[genre].form);
    const choisie = $("input:checked", place)?.value;
    place.replaceChildren(...choix.map(([v, nom], rang) => puce(genre, v, nom, rang)));
    const encore = choisie && place.querySelector(`input[value="${CSS.escape(choisie)}"]`);
    if (encore) encore.checked = true;
  });
};

const montrerJournee = async () => {
  const etat = await etats.prendre("journee");
  if (!etat) return;
  habitudes = etat.objet.habitudes ?? {}; // none where the page of before kept it
  $("[data-journee-le]").textContent = `Telle que vue le ${quand(etat.le)}.`;
  $("[data-en-codes]").hidden = etat.objet.alias;
  $("[data-journee]").replaceChildren(
    ...etat.objet.a_faire.map((mots) => element("li", { className: "ligne" }, mots)),
  );
  if (etat.objet.territoires.length < 2) return;
  document.querySelectorAll("[data-territoires]").forEach((place) => {
    place.hidden = false;
    $("select", place).replaceChildren(...etat.objet.territoires.map(({ id, nom }) => element("option", { value: id }, nom)));
  });
};

const direReseau = async (dit) => {
  const hors = !navigator.onLine || dit?.reseau === false;
  $("[data-etat-reseau]").textContent = `${hors ? "Vous êtes hors réseau. " : ""}Ce que vous consignez ici attend, scellé sur cet appareil, et part seul quand le réseau revient.`;
  $("[data-file-envoyer] a").hidden = !dit?.connexion;
};

const saisies = {};
document.querySelectorAll("[data-saisie]").forEach((details) => {
  saisies[details.dataset.saisie] = new Saisie(details);
});
$("[data-file-envoyer] button").addEventListener("click", actualiser);
window.addEventListener("file", async ({ detail }) => {
  await direReseau(detail);
  await montrer();
});
window.addEventListener("offline", () => direReseau());

const ouvrirLaDemandee = () => {
  for (const saisie of Object.values(saisies)) {
    const code = codeDemande(saisie.details.dataset.page);
    if (code === undefined) saisie.partir();
    else saisie.ouvrir(code);
  }
};

direLaDemandee();
await direReseau();
await montrerJournee();
await montrer();
ouvrirLaDemandee();
