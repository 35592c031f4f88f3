/* The offline page: what waits, the four entries, the last state of Ma journée. */

import { deverrouille, etats, file } from "./coffre.js";
import { actualiser, seule } from "./file.js";
import "./compteurs.js";

const NOMS = { intervention: "Intervention", demarchage: "Démarchage", famille: "Nouvelle famille", promesse: "Promesse" };
const HEURE = new Intl.DateTimeFormat("fr-CA", { dateStyle: "long", timeStyle: "short" });
const JOUR = new Intl.DateTimeFormat("fr-CA", { dateStyle: "long" });
const quand = (le) => HEURE.format(new Date(le)).replace(/(\d) h (\d)/, "$1\u00a0h\u00a0$2");
const jour = (valeur) => JOUR.format(new Date(`${valeur}T12:00`));
const $ = (selecteur, dans = document) => dans.querySelector(selecteur);
const saisie = (genre) => $(`[data-saisie="${genre}"]`);

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

const remettreAZero = (form) => {
  form.reset();
  delete form.dataset.entree;
  form.querySelectorAll('input[name="date"], input[name="date_jointe"]').forEach((champ) => {
    champ.value = aujourdhui();
  });
  dire(form, []);
};

const dire = (form, raisons) => {
  const place = $("[data-raisons]", form);
  place.hidden = !raisons.length;
  place.replaceChildren(
    ...raisons.map(({ libelle, message }) => element("p", { className: "mb-0" }, libelle ? `${libelle}\u00a0: ${message}` : message)),
  );
  const homonyme = $("[data-quand-meme]", form);
  if (homonyme) homonyme.hidden = !raisons.length;
};

const manque = (genre, form, corps) => {
  const a = (nom) => corps.some(([n, v]) => n === nom && v !== "");
  const exiges = { intervention: ["type_action", "mode", "duree_min"], demarchage: ["strategie", "duree_min"], famille: ["alias"], promesse: ["texte"] };
  const raisons = exiges[genre].filter((nom) => !a(nom)).map((nom) => ({ libelle: libelleDe(form, nom), message: "à remplir." }));
  const sansFamille = ["intervention", "promesse"].includes(genre) && !a("famille") && !a("famille_cle");
  return sansFamille ? [{ libelle: "Famille", message: "à choisir." }, ...raisons] : raisons;
};

const libelleDe = (form, nom) => {
  const champ = form.querySelector(`[name="${nom}"]`);
  const legende = champ?.closest("fieldset")?.querySelector("legend") ?? form.querySelector(`label[for="${champ?.id}"]`);
  return (legende?.textContent ?? nom).replace("*", "").trim();
};

// What each value says, for the list: labels of chips and choices, texts as typed.
const resumer = (form, corps) =>
  corps
    .filter(([nom, v]) => v && nom !== "cle" && !nom.startsWith("initial-"))
    .map(([nom, v]) => {
      if (nom.startsWith("famille")) return ["Famille", $(`input[value="${CSS.escape(`${nom} ${v}`)}"] + label`, form)?.textContent ?? v];
      const champ = form.querySelector(`[name="${nom}"][value="${CSS.escape(v)}"]`);
      const option = $(`select[name="${nom}"] option[value="${CSS.escape(v)}"]`, form);
      const puce = champ && /radio|checkbox/.test(champ.type) && $(`label[for="${champ.id}"]`, form);
      const dit = form.querySelector(`input[type="date"][name="${nom}"]`) ? jour(v) : v;
      return [libelleDe(form, nom), (puce || option)?.textContent.trim() ?? dit];
    });

const enregistrer = async (genre, form) => {
  const corps = lireForm(form);
  const raisons = manque(genre, form, corps);
  dire(form, raisons);
  if (raisons.length) return;
  const id = form.dataset.entree ?? crypto.randomUUID();
  const objet = { corps: [["cle", id], ...corps], resume: resumer(form, corps) };
  try {
    const garde = form.dataset.entree
      ? await seule(() => file.remplacer(id, objet))
      : await file.ajouter(genre, objet, id);
    if (!garde) return dire(form, [{ message: "Cette saisie vient de partir\u00a0: elle ne se modifie plus ici." }]);
  } catch (panne) {
    return dire(form, [{ message: `Rien n’est enregistré. ${panne.message}` }]);
  }
  remettreAZero(form);
  saisie(genre).open = false;
  await montrer();
  $("#titre-file").focus();
  await actualiser();
};

const reprendre = async (ligne) => {
  const objet = await file.contenu(ligne.id);
  const details = saisie(ligne.genre);
  const form = $("form", details);
  remettreAZero(form);
  form.dataset.entree = ligne.id;
  objet.corps.forEach(([nom, v]) => {
    if (nom === "famille" || nom === "famille_cle") {
      const puce = form.querySelector(`input[value="${CSS.escape(`${nom} ${v}`)}"]`);
      if (puce) puce.checked = true;
      else if (nom === "famille") form.elements.code.value = v;
      return;
    }
    form.querySelectorAll(`[name="${nom}"]`).forEach((champ) => {
      if (/radio|checkbox/.test(champ.type)) champ.checked ||= champ.value === v;
      else champ.value = v;
    });
  });
  dire(form, objet.raisons ?? []);
  details.open = true;
  $("summary", details).focus();
  details.scrollIntoView();
};

// --- What waits ---------------------------------------------------------------------------------

const bouton = (texte, geste) => {
  const cree = element("button", { type: "button", className: "btn btn-outline-primary" }, texte);
  cree.addEventListener("click", geste);
  return cree;
};

const enTexte = (ligne, objet) =>
  [NOMS[ligne.genre], ...objet.resume.map(([libelle, v]) => `${libelle}\u00a0: ${v}`)].join("\n");

const supprimer = async (ligne) => {
  if (!window.confirm("Supprimer cette saisie? Elle ne sera jamais envoyée.")) return;
  await seule(() => file.retirer(ligne.id));
  await montrer();
  $("#titre-file").focus();
};

const detailler = (ligne, objet, li) => {
  const liste = element("dl");
  objet.resume.forEach(([libelle, v]) => liste.append(element("dt", {}, libelle), element("dd", {}, v)));
  li.append(liste);
  (objet.raisons ?? []).forEach(({ libelle, message }) => {
    li.append(element("p", { className: "text-danger mb-0" }, libelle ? `${libelle}\u00a0: ${message}` : message));
  });
};

const montrerLigne = async (ligne) => {
  const objet = await file.contenu(ligne.id);
  const li = element("li");
  li.append(element("strong", {}, NOMS[ligne.genre]));
  if (ligne.etat === "refusee") li.append(" ", element("span", { className: "etat etat-attention" }, "À corriger"));
  li.append(element("p", { className: "text-secondary mb-0" }, `${quand(ligne.le)}, ${ligne.taille} octets`));
  const boutons = element("div", { className: "boutons" });
  if (objet) {
    detailler(ligne, objet, li);
    boutons.append(bouton(ligne.etat === "refusee" ? "Corriger" : "Modifier", () => reprendre(ligne)));
    if (navigator.clipboard) boutons.append(bouton("Copier le texte", () => navigator.clipboard.writeText(enTexte(ligne, objet))));
  } else {
    li.append(element("p", { className: "mb-0" }, "Scellée\u00a0: son contenu se lit avec votre session ouverte."));
  }
  boutons.append(bouton("Supprimer", () => supprimer(ligne)));
  li.append(boutons);
  return li;
};

const montrer = async () => {
  const lignes = await file.lister();
  $("[data-file]").replaceChildren(...(await Promise.all(lignes.map(montrerLigne))));
  $("[data-file-vide]").hidden = lignes.length > 0;
  $("[data-file-envoyer]").hidden = !lignes.some((ligne) => ligne.etat === "attente");
  await montrerFamilles(lignes);
};

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

const montrerFamilles = async (lignes) => {
  const journee = (await etats.prendre("journee"))?.objet;
  const ouvertes = await Promise.all(
    lignes.filter((ligne) => ligne.genre === "famille").map(async (ligne) => {
      const alias = (await file.contenu(ligne.id))?.corps.find(([nom]) => nom === "alias")?.[1];
      return [`famille_cle ${ligne.id}`, alias ?? `Famille ouverte le ${quand(ligne.le)}`];
    }),
  );
  const connues = (journee?.familles ?? []).map(({ code, nom }) => [`famille ${code}`, nom]);
  ["intervention", "promesse"].forEach((genre) => {
    const place = $("[data-choix-familles]", saisie(genre));
    const choisie = $("input:checked", place)?.value;
    place.replaceChildren(...[...ouvertes, ...connues].map(([v, nom], rang) => puce(genre, v, nom, rang)));
    const encore = choisie && place.querySelector(`input[value="${CSS.escape(choisie)}"]`);
    if (encore) encore.checked = true;
  });
};

const montrerJournee = async () => {
  const etat = await etats.prendre("journee");
  if (!etat) return;
  $("[data-journee-le]").textContent = `Telle que vue le ${quand(etat.le)}.`;
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

document.querySelectorAll("[data-saisie]").forEach((details) => {
  const form = $("form", details);
  form.querySelectorAll("input[autofocus]").forEach((champ) => champ.removeAttribute("autofocus"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    enregistrer(details.dataset.saisie, form);
  });
  remettreAZero(form);
});
$("[data-file-envoyer] button").addEventListener("click", actualiser);
window.addEventListener("file", async ({ detail }) => {
  await direReseau(detail);
  await montrer();
});
window.addEventListener("offline", () => direReseau());

await direReseau();
await montrerJournee();
await montrer();
