/* What a quick entry still lacks and what it says, read from its form, with network or without.

   A corps is what is sent: a list of [nom, valeur]. */

const JOUR = new Intl.DateTimeFormat("fr-CA", { dateStyle: "long" });
const jour = (valeur) => {
  const le = new Date(`${valeur}T12:00`);
  return Number.isNaN(le.valueOf()) ? valeur : JOUR.format(le);
};

// Nothing for what the page does not show.
const libelleDe = (form, nom) => {
  const champ = form.querySelector(`[name="${nom}"]:not([type="hidden"])`);
  const legende = champ?.closest("fieldset")?.querySelector("legend") ?? form.querySelector(`label[for="${champ?.id}"]`);
  return (legende?.textContent ?? "").replace("*", "").trim();
};

const EXIGES = {
  intervention: ["type_action", "mode", "duree_min"],
  demarchage: ["strategie", "duree_min"],
  famille: ["alias"],
  promesse: ["texte"],
};

// → [{libelle, message}], none where it may go.
export const manque = (genre, form, corps) => {
  const a = (nom) => corps.some(([n, v]) => n === nom && v !== "");
  const raisons = EXIGES[genre].filter((nom) => !a(nom)).map((nom) => ({ libelle: libelleDe(form, nom), message: "à remplir." }));
  const sansFamille = ["intervention", "promesse"].includes(genre) && !a("famille") && !a("famille_cle");
  return sansFamille ? [{ libelle: "Famille", message: "à choisir." }, ...raisons] : raisons;
};

// What each value says: labels of chips and choices, texts as typed.
const enMots = (form, nom, v) => {
  if (v === "on") return "oui"; // a box that stands alone
  const champ = form.querySelector(`[name="${nom}"][value="${CSS.escape(v)}"]`);
  const option = form.querySelector(`select[name="${nom}"] option[value="${CSS.escape(v)}"]`);
  const puce = champ && /radio|checkbox/.test(champ.type) && form.querySelector(`label[for="${champ.id}"]`);
  const dit = form.querySelector(`input[type="date"][name="${nom}"]`) ? jour(v) : v;
  return (puce || option)?.textContent.trim() ?? dit;
};

const laFamille = (form, nom, v) =>
  form.querySelector(`input[value="${CSS.escape(`${nom} ${v}`)}"] + label`)?.textContent ?? enMots(form, nom, v);

// Another length counts where « Autre » is chosen.
const compte = (corps, nom) =>
  nom !== "duree_autre" || corps.some(([n, v]) => n === "duree_min" && v === "0");

// → [[libelle, mots]], for the list of what waits.
export const resumer = (form, corps) => {
  const dits = new Map();
  for (const [nom, v] of corps.filter(([n, valeur]) => valeur && compte(corps, n))) {
    const libelle = nom.startsWith("famille") ? "Famille" : libelleDe(form, nom);
    if (!libelle) continue;
    const mots = libelle === "Famille" ? laFamille(form, nom, v) : enMots(form, nom, v);
    dits.set(libelle, [...(dits.get(libelle) ?? []), mots]);
  }
  return [...dits].map(([libelle, mots]) => [libelle, mots.join(", ")]);
};

export const bouton = (texte, geste) => {
  const cree = document.createElement("button");
  Object.assign(cree, { type: "button", className: "btn btn-outline-primary", textContent: texte });
  cree.addEventListener("click", geste);
  return cree;
};
