/* A passkey: its page gives the options of the ceremony, the browser answers, the form carries it.
   Without WebAuthn the forms stay hidden. */

const octets = (texte) => Uint8Array.from(atob(texte.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));

const texte = (tampon) =>
  btoa(String.fromCharCode(...new Uint8Array(tampon))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const avecOctets = (cles = []) => cles.map((cle) => ({ ...cle, id: octets(cle.id) }));

const creer = async ({ creation_options: { publicKey } }) => {
  const cle = await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: octets(publicKey.challenge),
      user: { ...publicKey.user, id: octets(publicKey.user.id) },
      excludeCredentials: avecOctets(publicKey.excludeCredentials),
      authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
    },
  });
  return enTexte(cle, ["clientDataJSON", "attestationObject"]);
};

const utiliser = async ({ request_options: { publicKey } }) => {
  const cle = await navigator.credentials.get({
    publicKey: {
      ...publicKey,
      challenge: octets(publicKey.challenge),
      allowCredentials: avecOctets(publicKey.allowCredentials),
    },
  });
  return enTexte(cle, ["clientDataJSON", "authenticatorData", "signature", "userHandle"]);
};

const enTexte = (cle, champs) => ({
  id: cle.id,
  rawId: texte(cle.rawId),
  type: cle.type,
  response: Object.fromEntries(champs.filter((nom) => cle.response[nom]).map((nom) => [nom, texte(cle.response[nom])])),
  clientExtensionResults: cle.getClientExtensionResults(),
});

const dansLaPage = () => JSON.parse(document.getElementById("cle-acces").textContent);

const demander = async (adresse) => {
  const reponse = await fetch(adresse, { headers: { Accept: "application/json" } });
  if (!reponse.ok) throw new Error(String(reponse.status));
  return reponse.json();
};

const GESTES = {
  creer: async () => creer(dansLaPage()),
  utiliser: async () => utiliser(dansLaPage()),
  ouvrir: async (form) => utiliser(await demander(form.action)),
};

for (const form of document.querySelectorAll("[data-cle-acces]")) {
  form.hidden = !window.PublicKeyCredential;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const erreur = form.querySelector("[data-cle-erreur]");
    erreur.hidden = true;
    try {
      form.elements.credential.value = JSON.stringify(await GESTES[form.dataset.cleAcces](form));
      form.submit();
    } catch {
      erreur.hidden = false;
    }
  });
}

const sansCle = document.querySelector("[data-sans-cle]");
if (sansCle) sansCle.hidden = Boolean(window.PublicKeyCredential);
