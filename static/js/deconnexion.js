/* « Fermer ma session »: one warning, on its page, of what leaves the device and of what stays. */

import { brouillons, oublier } from "./brouillons.js";
import { effacerTraces, file } from "./coffre.js";

const page = document.querySelector("[data-ce-qui-reste]");

const accorder = (n, un, plusieurs) => `${n}\u00a0${n > 1 ? plusieurs : un}.`;

const avertir = (selecteur, n, un, plusieurs) => {
  if (!n) return;
  const phrase = page.querySelector(selecteur);
  page.hidden = phrase.hidden = false;
  phrase.querySelector("strong").textContent = accorder(n, un, plusieurs);
};

const dire = async () => {
  avertir("[data-non-envoyees]", (await file.lister()).length, "saisie n’est pas encore envoyée", "saisies ne sont pas encore envoyées");
  avertir("[data-a-effacer]", (await brouillons()).length, "brouillon sera effacé de cet appareil", "brouillons seront effacés de cet appareil");
};

// True when she has first to be told; what she then closes takes her drafts with it.
const prevenir = async () => {
  const siens = await brouillons();
  if (!page && (siens.length || (await file.lister()).length)) return true;
  for (const { envoi } of siens) await oublier(envoi);
  await effacerTraces();
  return false;
};

const quitter = async (form) => {
  if (!(await prevenir().catch(() => false))) return form.submit();
  const adresse = new URL(form.action);
  if (form.elements.next) adresse.searchParams.set("next", form.elements.next.value);
  return window.location.assign(adresse);
};

document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || !event.target.matches("[data-fermer-session]")) return;
  event.preventDefault();
  quitter(event.target);
});

if (page) dire();
