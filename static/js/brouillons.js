// Drafts: what is typed in a form[data-brouillon] survives a reload, a crash, a session that
// ends. It rests sealed on the device, under a key that the device never keeps: it comes with
// each page of her session (decision 0029).
//
// data-brouillon says how the page came: "get", the draft is put back in the fields; "post", the
// server answered with what was sent, which stands. Each form holds a lock for as long as it is
// on screen, so that a second tab starts anew instead of sharing the first one's draft. The field
// « brouillon » names the draft in what is sent; the server names it back in a cookie once its
// content is recorded, and only then is it forgotten. A script that takes charge of an entry
// itself (a queue) says so: form.dispatchEvent(new Event("brouillon:recu")); one that must say
// whether what is typed is kept asks by « brouillon:garder » (envoi.js).
"use strict";

const enOctets = (texte) => new TextEncoder().encode(texte);
const RYTHME = 500; // ms between what is typed and what is kept
const DUREE = 14 * 24 * 3600 * 1000;
const RECU = "brouillon_recu";
const ENVOYE = "brouillon-envoye";
const CACHES_REPRIS = new Set(["cle", "version"]);

// --- The seal: AES-GCM under the key of her account, masked anew in each page -------------------

const octets = Uint8Array.from(atob(document.querySelector('meta[name="cle-brouillons"]').content), (c) =>
  c.charCodeAt(0),
);
const brute = octets.slice(32).map((octet, rang) => octet ^ octets[rang]);
const cle = crypto.subtle.importKey("raw", brute, "AES-GCM", false, ["encrypt", "decrypt"]);

const empreinte = async (contenu) => {
  const condense = new Uint8Array(await crypto.subtle.digest("SHA-256", contenu));
  return [...condense].map((o) => o.toString(16).padStart(2, "0")).join("");
};
// Whose drafts these are: says nothing of her, nor of the key.
const compte = empreinte(new Uint8Array([...brute, ...enOctets("compte")]));

const sceller = async (valeur) => {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const clair = enOctets(JSON.stringify(valeur));
  return { iv, corps: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await cle, clair) };
};
const ouvrir = async ({ iv, corps }) => {
  const clair = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await cle, corps);
  return JSON.parse(new TextDecoder().decode(clair));
};

// --- Where drafts rest: one row a form, { envoi, page, compte, le, envoye, scelle } ------------

const base = new Promise((oui, non) => {
  const demande = indexedDB.open("proximite-brouillons", 1);
  demande.onupgradeneeded = () => demande.result.createObjectStore("brouillons", { keyPath: "envoi" });
  demande.onsuccess = () => oui(demande.result);
  demande.onerror = () => non(demande.error);
});

const faire = async (mode, geste) => {
  const transaction = (await base).transaction("brouillons", mode);
  const demande = geste(transaction.objectStore("brouillons"));
  return new Promise((oui, non) => {
    transaction.oncomplete = () => oui(demande.result);
    transaction.onerror = transaction.onabort = () => non(transaction.error);
  });
};
const garder = (brouillon) => faire("readwrite", (rayon) => rayon.put(brouillon));
export const oublier = (envoi) => faire("readwrite", (rayon) => rayon.delete(envoi));
const tous = () => faire("readonly", (rayon) => rayon.getAll());

export const brouillons = async () => {
  const elle = await compte;
  return (await tous()).filter((b) => b.compte === elle);
};

const menage = async () => {
  const recu = document.cookie.match(new RegExp(`(?:^|; )${RECU}=([\\w-]+)`))?.[1];
  for (const { envoi, le } of await tous()) {
    if (envoi === recu || le < Date.now() - DUREE) await oublier(envoi);
  }
};

// --- What a form says --------------------------------------------------------------------------

const suivis = (form) =>
  [...form.elements].filter(
    ({ name, type }) =>
      name &&
      !["password", "file", "submit", "button", "reset", "fieldset", "image"].includes(type) &&
      (type !== "hidden" || CACHES_REPRIS.has(name)),
  );
const aCocher = ({ type }) => type === "radio" || type === "checkbox";

const lire = (form) => {
  const champs = [];
  for (const champ of suivis(form)) {
    if (aCocher(champ)) champ.checked && champs.push([champ.name, champ.value]);
    else if (champ.options) {
      for (const { value } of champ.selectedOptions) champs.push([champ.name, value]);
    } else champs.push([champ.name, champ.value]);
  }
  return champs;
};

// What the server wrote in the page, whatever was done to it since.
const lireInitial = (form) => {
  const champs = [];
  for (const champ of suivis(form)) {
    if (aCocher(champ)) champ.defaultChecked && champs.push([champ.name, champ.value]);
    else if (champ.options) {
      const choisies = [...champ.options].filter((option) => option.defaultSelected);
      const premiere = champ.multiple ? [] : [...champ.options].slice(0, 1);
      for (const { value } of choisies.length ? choisies : premiere) {
        champs.push([champ.name, value]);
      }
    } else champs.push([champ.name, champ.defaultValue]);
  }
  return champs;
};

const dit = (champs) => JSON.stringify(champs.filter(([nom]) => !CACHES_REPRIS.has(nom)));

/** Put values back; says which names the page has no field for yet. */
const remettre = (form, champs, { noms = null, sauf = new Set(), annoncer = true } = {}) => {
  const voulus = new Map();
  for (const [nom, valeur] of champs) voulus.set(nom, [...(voulus.get(nom) ?? []), valeur]);
  const restes = new Map([...voulus].map(([nom, valeurs]) => [nom, [...valeurs]]));
  const prendre = (nom, valeur) => {
    const liste = restes.get(nom) ?? [];
    const rang = valeur === undefined ? 0 : liste.indexOf(valeur);
    return rang in liste ? liste.splice(rang, 1)[0] : undefined;
  };
  for (const champ of suivis(form)) {
    if (sauf.has(champ.name) || (noms && !noms.has(champ.name))) continue;
    let change = false;
    if (aCocher(champ)) {
      const coche = prendre(champ.name, champ.value) !== undefined;
      change = champ.checked !== coche;
      champ.checked = coche;
    } else if (champ.options) {
      for (const option of champ.options) {
        const choisie = prendre(champ.name, option.value) !== undefined;
        change ||= option.selected !== choisie;
        option.selected = choisie;
      }
    } else {
      const valeur = prendre(champ.name);
      if (valeur !== undefined) {
        change = champ.value !== valeur;
        champ.value = valeur;
      }
    }
    if (change) champ.closest("details")?.setAttribute("open", "");
    if (change && annoncer && champ.type !== "hidden") {
      champ.dispatchEvent(new Event("input", { bubbles: true }));
      champ.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }
  return new Set([...restes].filter(([, valeurs]) => valeurs.length).map(([nom]) => nom));
};

// --- The line above the form -------------------------------------------------------------------

const heure = (le) => {
  const date = new Date(le);
  const minutes = `${date.getHours()}\u00a0h\u00a0${String(date.getMinutes()).padStart(2, "0")}`;
  if (date.toDateString() === new Date().toDateString()) return `de ${minutes}`;
  return `du ${date.toLocaleDateString("fr-CA", { day: "numeric", month: "long" })} à ${minutes}`;
};

const dire = (form, texte, verbe, geste) => {
  let avis = form.querySelector("[data-brouillon-avis]");
  if (!avis) {
    avis = document.createElement("div");
    avis.className = "avis avis-info brouillon";
    avis.dataset.brouillonAvis = "";
    avis.innerHTML = '<p role="status"></p><button type="button" class="btn btn-link"></button>';
    form.prepend(avis);
  }
  const [paragraphe, bouton] = avis.children;
  paragraphe.textContent = texte;
  bouton.textContent = verbe;
  bouton.onclick = geste;
};

const pause = (ms) => new Promise((oui) => setTimeout(oui, ms));

// --- One form ----------------------------------------------------------------------------------

class Brouillon {
  constructor(form, page) {
    this.form = form;
    this.page = page;
    this.initial = lireInitial(form);
    this.refuse = form.dataset.brouillon === "post";
    this.touches = new Set();
    this.enAttente = new Set();
    this.temoin = document.createElement("input");
    Object.assign(this.temoin, { type: "hidden", name: "brouillon" });
    form.append(this.temoin);
    // Browsers write what they complete and restore by themselves in clear on the device.
    form.autocomplete = "off";
  }

  /** She may type at once: what she touches meanwhile is hers, the draft fills the rest. */
  commencer() {
    this.suite = this.preparer().catch(() => {});
    this.form.addEventListener("input", (e) => this.noter(e));
    this.form.addEventListener("change", (e) => this.noter(e));
    this.form.addEventListener("submit", (e) => e.defaultPrevented || this.envoyer());
    this.form.addEventListener("brouillon:recu", () => this.oublier());
    this.form.addEventListener("brouillon:garder", ({ detail }) => {
      detail.gardee = this.garder().then(() => this.gardee);
    });
    this.form.addEventListener("htmx:afterSettle", () => this.completer());
    for (const moment of ["pagehide", "visibilitychange"]) {
      addEventListener(moment, () => this.garder(), { capture: true });
    }
    // What was sent and refused is worth keeping as it stands.
    this.sale = this.refuse;
    this.garder();
  }

  async preparer() {
    const repris = await (this.refuse ? this.retrouverEnvoye() : this.retrouver());
    this.nommer(repris?.envoi ?? crypto.randomUUID());
    if (repris?.champs) this.reprendre(repris);
  }

  nommer(envoi) {
    this.envoi = this.temoin.value = envoi;
    return this.verrouiller(envoi);
  }

  /** Held until the page goes; false when another tab has it. */
  verrouiller(envoi) {
    if (this.tenu === envoi || !navigator.locks) return Promise.resolve(true);
    return new Promise((oui) => {
      navigator.locks.request(`brouillon-${envoi}`, { ifAvailable: true }, (verrou) => {
        oui(Boolean(verrou));
        if (!verrou) return undefined;
        this.tenu = envoi;
        return new Promise(() => {});
      });
    });
  }

  /** The latest draft of this page that no other tab holds. */
  async retrouver() {
    const siens = (await brouillons()).filter((b) => b.page === this.page);
    for (const brouillon of siens.sort((a, b) => b.le - a.le)) {
      if (!(await this.verrouillerApresRechargement(brouillon.envoi))) continue;
      try {
        const champs = this.etendre(await ouvrir(brouillon.scelle));
        if (dit(champs) !== dit(this.initial)) return { ...brouillon, champs };
        await oublier(brouillon.envoi);
      } catch {
        // Sealed under a key that is no more: it goes in its time.
      }
    }
    return null;
  }

  /** Where a short form leads to the whole one, what only this one asks stays as it comes. */
  etendre(champs) {
    const dits = new Set(champs.map(([nom]) => nom));
    const vides = ["checkbox", "select-multiple"]; // what a hand may empty
    const aCote = ({ name, type }) => !dits.has(name) && !vides.includes(type);
    const autres = new Set(suivis(this.form).filter(aCote).map(({ name }) => name));
    return [...champs, ...this.initial.filter(([nom]) => autres.has(nom))];
  }

  /** The draft that this tab sent, and that the server answered with the form. */
  async retrouverEnvoye() {
    const envoi = sessionStorage.getItem(ENVOYE);
    const sien = (await brouillons()).find((b) => b.envoi === envoi && b.page === this.page);
    return sien && { envoi };
  }

  // A page that reloads may still hold its lock for an instant.
  async verrouillerApresRechargement(envoi) {
    for (const attente of [0, 50, 150, 300]) {
      await pause(attente);
      if (await this.verrouiller(envoi)) return true;
    }
    return false;
  }

  reprendre(brouillon) {
    this.envoye = brouillon.envoye;
    this.gardee = true;
    this.poser(brouillon.champs);
    const doute = brouillon.envoye
      ? ` Il a peut-être déjà été envoyé\u00a0: l’envoyer de nouveau ne l’enregistrera pas deux fois.`
      : "";
    dire(
      this.form,
      `Votre brouillon ${heure(brouillon.le)} est repris.${doute}`,
      "Repartir à neuf",
      () => this.repartir(brouillon),
    );
  }

  repartir(brouillon) {
    const champs = lire(this.form);
    this.touches.clear();
    this.poser(this.initial);
    this.envoye = false;
    this.oublier();
    dire(this.form, "Le formulaire est comme neuf.", "Reprendre mon brouillon", () => {
      this.touches.clear();
      this.reprendre({ ...brouillon, champs });
      this.sale = true;
      this.garder();
    });
  }

  poser(champs) {
    this.champs = champs;
    this.enReprise = true;
    const sauf = this.touches;
    this.enAttente = remettre(this.form, champs, { sauf });
    // Again, in silence: a script may have answered one field by changing another.
    remettre(this.form, champs, { sauf, annoncer: false });
    this.enReprise = false;
  }

  /** A field that only came with an answer of the server takes the value kept for it. */
  completer() {
    if (!this.enAttente.size) return;
    this.enReprise = true;
    const restent = remettre(this.form, this.champs, { noms: this.enAttente });
    this.enAttente = new Set([...this.enAttente].filter((nom) => restent.has(nom)));
    this.enReprise = false;
  }

  noter({ target }) {
    if (this.enReprise) return;
    this.touches.add(target.name);
    this.enAttente.delete(target.name);
    this.sale = true;
    this.minuterie ??= setTimeout(() => this.garder(), RYTHME);
  }

  garder() {
    clearTimeout(this.minuterie);
    this.minuterie = null;
    if (!this.sale) return this.suite;
    this.sale = false;
    return this.enchainer(() => this.ecrire());
  }

  async ecrire() {
    this.gardee = false;
    // What was refused is not recorded: taken up later, it goes under the key of a new page.
    const champs = lire(this.form).filter(([nom]) => !(this.refuse && nom === "cle"));
    if (!this.refuse && dit(champs) === dit(this.initial)) return oublier(this.envoi);
    const { envoi, page, envoye = false } = this;
    const scelle = await sceller(champs);
    await garder({ envoi, page, compte: await compte, le: Date.now(), envoye, scelle });
    this.gardee = true;
  }

  envoyer() {
    this.envoye = true;
    this.refuse = false;
    this.sale = true;
    sessionStorage.setItem(ENVOYE, this.envoi);
    this.garder();
  }

  oublier() {
    this.sale = this.gardee = false;
    this.enchainer(() => oublier(this.envoi));
  }

  /** One write after the other. */
  enchainer(geste) {
    this.suite = this.suite.then(geste).catch(() => {});
    return this.suite;
  }
}

const commencer = async () => {
  await menage();
  for (const [rang, form] of document.querySelectorAll("form[data-brouillon]").entries()) {
    // Where it is sent: the page that a refusal or a login shows. It names a famille by her code
    // and rests as a digest.
    const { pathname, search } = new URL(form.getAttribute("action") ?? "", location);
    const adresse = `${await compte} ${pathname}${search} ${rang}`;
    new Brouillon(form, await empreinte(enOctets(adresse))).commencer();
  }
};
// A device that keeps nothing (private browsing) is no reason to stop her.
commencer().catch(() => {});
