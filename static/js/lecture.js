// The text of an agreement read aloud by the device, where it can.
"use strict";

const voix = window.speechSynthesis;

document.querySelectorAll("[data-lire]").forEach((bouton) => {
  if (!voix) return;
  const texte = document.getElementById(bouton.dataset.lire);
  const libelle = bouton.querySelector("span");
  const lire = libelle.textContent;
  let enCours = false;
  const dire = (lecture) => {
    enCours = lecture;
    libelle.textContent = lecture ? bouton.dataset.arreter : lire;
  };
  const arreter = () => {
    voix.cancel();
    dire(false);
  };
  bouton.hidden = false;
  bouton.addEventListener("click", () => {
    const contenu = texte.querySelector("[lang]");
    if (enCours || !contenu) return arreter();
    const paroles = new SpeechSynthesisUtterance(contenu.innerText);
    paroles.lang = contenu.lang === "fr" ? "fr-CA" : "en-CA";
    paroles.addEventListener("end", () => dire(false));
    paroles.addEventListener("error", () => dire(false));
    voix.cancel();
    voix.speak(paroles);
    dire(true);
  });
  // What is being read is no longer what would be agreed to.
  texte.addEventListener("htmx:afterSwap", arreter);
  window.addEventListener("pagehide", arreter);
});
