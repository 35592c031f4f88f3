/* The sealed store of a device (decision 0028): entries that wait to be sent.

   session()            → {compte, jeton} of the open session, or null: expired (401).
                          Rejects with ReseauAbsent without network or server. The first time, makes the
                          account's pair of keys. Keeps the private half in memory only.
   compteCourant()      → opaque id of the account whose rows are read and written, or null.
   sceller(objet)       → what only an open session of that account can read again.
                          Works without network once the account has opened a page here.
   ouvrir(scelle)       → objet, or null when locked, damaged or someone else's.
   deverrouille()       → whether the private half is in memory.

   file                 entries to send, in order. A row: {id, compte, genre, le, taille, etat,
     .ajouter(genre, objet, {id, etat})   mere, scelle}; all but ``scelle`` is readable at rest. etat:
                          "attente", "refusee", or "inachevee": still being typed. mere: the id of the
                          row that opens the famille this one is about, or null.
     .lister()  .lire(id) → row           Only rows of the current account.
     .contenu(id)       → objet, or null when locked (what this page wrote stays readable in it)
     .remplacer(id, objet, {etat})  .retirer(id)  .desAutres() → how many of other accounts
   etats                .poser(cle, objet) .prendre(cle) .retirer(cle): readable without network or session;
                          AES-GCM under a key that can't be extracted. For pseudonymous state.
   verrouiller()        forgets what is in memory; effacerTraces() what a logout must take away.

   A seal is ephemeral ECDH P-256 → HKDF-SHA-256 → AES-256-GCM, with the account as context. */

const NOM_BASE = "proximite";
const TABLES = { file: "id", etats: "id", cles: "id" };
const texte = new TextEncoder();
const lecture = new TextDecoder();

export class ReseauAbsent extends Error {}
export class ServeurAbsent extends ReseauAbsent {} // something answered, and not what was asked

// --- IndexedDB ----------------------------------------------------------------------------

let base = null;

const promesse = (demande) =>
  new Promise((tenir, rompre) => {
    demande.onsuccess = () => tenir(demande.result);
    demande.onerror = () => rompre(demande.error);
  });

const ouvrirBase = () => {
  base ??= new Promise((tenir, rompre) => {
    const demande = indexedDB.open(NOM_BASE, 1);
    demande.onupgradeneeded = () => {
      Object.entries(TABLES).forEach(([nom, keyPath]) =>
        demande.result.createObjectStore(nom, { keyPath }),
      );
    };
    demande.onsuccess = () => {
      demande.result.onversionchange = () => demande.result.close();
      tenir(demande.result);
    };
    demande.onerror = () => rompre(demande.error);
  });
  return base;
};

// Resolves once the transaction is on the disk: what is said kept is kept.
const dans = async (table, mode, geste) => {
  const bd = await ouvrirBase();
  const options = mode === "readwrite" ? { durability: "strict" } : {};
  const transaction = bd.transaction(table, mode, options);
  const fini = new Promise((tenir, rompre) => {
    transaction.oncomplete = tenir;
    transaction.onabort = transaction.onerror = () => rompre(transaction.error);
  });
  const resultat = await promesse(geste(transaction.objectStore(table)));
  await fini;
  return resultat;
};
const lire = (table, id) => dans(table, "readonly", (t) => t.get(id));
const toutes = (table) => dans(table, "readonly", (t) => t.getAll());
const ecrire = (table, ligne) => dans(table, "readwrite", (t) => t.put(ligne));
const oter = (table, id) => dans(table, "readwrite", (t) => t.delete(id));

// --- The account and its keys ---------------------------------------------------------------

const COURBE = { name: "ECDH", namedCurve: "P-256" };
const privees = new Map(); // account → CryptoKey, in memory only

const jwk = (publique, d) => {
  const [x, y] = publique.split(".");
  return { kty: "EC", crv: "P-256", x, y, ...(d && { d }) };
};

export const compteCourant = async () =>
  document.querySelector('meta[name="compte"]')?.content ||
  (await lire("cles", "courant"))?.compte ||
  null;

// Whether the account of this page is the device's, its public key already here.
export const compteConnu = async () => {
  const compte = await compteCourant();
  const courant = (await lire("cles", "courant"))?.compte;
  return courant === compte && Boolean(await lire("cles", `publique:${compte}`));
};

const PATIENCE = 30_000; // ms; what is sent again is recorded once
const demander = async (adresse, options = {}) => {
  try {
    return await fetch(adresse, {
      credentials: "same-origin",
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE),
      ...options,
      headers: { Accept: "application/json", ...options.headers },
    });
  } catch (panne) {
    throw new ReseauAbsent(panne.message);
  }
};
export { demander };

const ADRESSE_SESSION = "/hors-ligne/session/";

const creerPaire = async (jeton) => {
  const paire = await crypto.subtle.generateKey(COURBE, true, ["deriveBits"]);
  const { x, y, d } = await crypto.subtle.exportKey("jwk", paire.privateKey);
  return demander(ADRESSE_SESSION, {
    method: "POST",
    headers: { "X-CSRFToken": jeton },
    body: new URLSearchParams({ publique: `${x}.${y}`, privee: d }),
  });
};

export const session = async () => {
  let reponse = await demander(ADRESSE_SESSION);
  if (reponse.status === 401) return null;
  if (!reponse.ok) throw new ServeurAbsent(`session ${reponse.status}`);
  let dit = await reponse.json();
  if (!dit.cle) {
    reponse = await creerPaire(dit.jeton);
    if (!reponse.ok) throw new ServeurAbsent(`session ${reponse.status}`);
    dit = await reponse.json();
  }
  const { compte, jeton, cle } = dit;
  const privee = jwk(cle.publique, cle.privee);
  privees.set(
    compte,
    await crypto.subtle.importKey("jwk", privee, COURBE, false, ["deriveBits"]),
  );
  await ecrire("cles", { id: `publique:${compte}`, publique: cle.publique });
  await ecrire("cles", { id: "courant", compte });
  return { compte, jeton };
};

export const deverrouille = async () => privees.has(await compteCourant());

export const verrouiller = () => {
  privees.clear();
  ecrites.clear();
};

// --- Seals ------------------------------------------------------------------------------------

const cleDe = async (privee, publique, sel, usages) => {
  const commun = await crypto.subtle.deriveBits({ name: "ECDH", public: publique }, privee, 256);
  const source = await crypto.subtle.importKey("raw", commun, "HKDF", false, ["deriveKey"]);
  const hkdf = { name: "HKDF", hash: "SHA-256", salt: sel, info: texte.encode("proximite/1") };
  return crypto.subtle.deriveKey(hkdf, source, { name: "AES-GCM", length: 256 }, false, usages);
};

const gcm = (iv, compte) => ({ name: "AES-GCM", iv, additionalData: texte.encode(compte) });

export const sceller = async (objet) => {
  const compte = await compteCourant();
  let connue = compte && (await lire("cles", `publique:${compte}`));
  if (!connue && compte && (await session())) connue = await lire("cles", `publique:${compte}`);
  if (!connue) throw new Error("Ouvrez une session une première fois avec le réseau.");
  const publique = await crypto.subtle.importKey("jwk", jwk(connue.publique), COURBE, false, []);
  const ephemere = await crypto.subtle.generateKey(COURBE, false, ["deriveBits"]);
  const sel = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const cle = await cleDe(ephemere.privateKey, publique, sel, ["encrypt"]);
  const clair = texte.encode(JSON.stringify(objet));
  return {
    compte,
    ephemere: await crypto.subtle.exportKey("raw", ephemere.publicKey),
    sel,
    iv,
    chiffre: await crypto.subtle.encrypt(gcm(iv, compte), cle, clair),
  };
};

export const ouvrir = async (scelle) => {
  const privee = scelle && privees.get(scelle.compte);
  if (!privee || scelle.compte !== (await compteCourant())) return null;
  try {
    const autre = await crypto.subtle.importKey("raw", scelle.ephemere, COURBE, false, []);
    const cle = await cleDe(privee, autre, scelle.sel, ["decrypt"]);
    const clair = await crypto.subtle.decrypt(gcm(scelle.iv, scelle.compte), cle, scelle.chiffre);
    return JSON.parse(lecture.decode(clair));
  } catch (panne) {
    if (panne.name === "OperationError" || panne.name === "DataError") return null;
    throw panne;
  }
};

// --- Entries that wait ------------------------------------------------------------------------

const ecrites = new Map(); // id → objet: what this page wrote, while it lives
const mereDe = (objet) => objet.corps.find(([nom]) => nom === "famille_cle")?.[1] ?? null;
const siennes = async (table) => {
  const compte = await compteCourant();
  return (await toutes(table)).filter((ligne) => ligne.compte === compte);
};

export const file = {
  async ajouter(genre, objet, { id = crypto.randomUUID(), etat = "attente" } = {}) {
    const scelle = await sceller(objet);
    await ecrire("file", {
      id,
      compte: scelle.compte,
      genre,
      le: new Date().toISOString(),
      taille: scelle.chiffre.byteLength,
      etat,
      mere: mereDe(objet),
      scelle,
    });
    ecrites.set(id, objet);
    return id;
  },
  async lister() {
    return (await siennes("file")).sort((a, b) => a.le.localeCompare(b.le));
  },
  async lire(id) {
    const ligne = await lire("file", id);
    return ligne && ligne.compte === (await compteCourant()) ? ligne : null;
  },
  async contenu(id) {
    const ligne = await this.lire(id);
    if (!ligne) return null;
    return (await ouvrir(ligne.scelle)) ?? ecrites.get(id) ?? null;
  },
  // Without the row, nothing: what was sent or deleted meanwhile does not come back.
  async remplacer(id, objet, { etat = "attente" } = {}) {
    const ligne = await this.lire(id);
    if (!ligne) return false;
    const scelle = await sceller(objet);
    const { byteLength: taille } = scelle.chiffre;
    await ecrire("file", { ...ligne, etat, taille, mere: mereDe(objet), scelle });
    ecrites.set(id, objet);
    return true;
  },
  async retirer(id) {
    ecrites.delete(id);
    if (await this.lire(id)) await oter("file", id);
  },
  async desAutres() {
    const compte = await compteCourant();
    return (await toutes("file")).filter((ligne) => ligne.compte !== compte).length;
  },
};

// --- State readable without network --------------------------------------------------------------

const cleDeLAppareil = async () => {
  const connue = await lire("cles", "appareil");
  if (connue) return connue.cle;
  const cle = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, [
    "encrypt",
    "decrypt",
  ]);
  await ecrire("cles", { id: "appareil", cle });
  return cle;
};

export const etats = {
  async poser(nom, objet) {
    const compte = await compteCourant();
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const clair = texte.encode(JSON.stringify(objet));
    const chiffre = await crypto.subtle.encrypt(gcm(iv, compte), await cleDeLAppareil(), clair);
    const le = new Date().toISOString();
    await ecrire("etats", { id: `${compte}:${nom}`, compte, le, iv, chiffre });
  },
  async retirer(nom) {
    await oter("etats", `${await compteCourant()}:${nom}`);
  },
  async prendre(nom) {
    const compte = await compteCourant();
    const ligne = compte && (await lire("etats", `${compte}:${nom}`));
    if (!ligne) return null;
    try {
      const cle = await cleDeLAppareil();
      const clair = await crypto.subtle.decrypt(gcm(ligne.iv, compte), cle, ligne.chiffre);
      return { le: ligne.le, objet: JSON.parse(lecture.decode(clair)) };
    } catch (panne) {
      if (panne.name === "OperationError") return null;
      throw panne;
    }
  },
};

// At a deliberate logout: sealed entries stay, nobody can seal in her name here.
export const effacerTraces = async () => {
  verrouiller();
  if ((await lire("cles", "courant"))?.compte !== (await compteCourant())) return;
  await dans("etats", "readwrite", (t) => t.clear());
  await oter("cles", "appareil");
  await oter("cles", "courant");
};
