// Numbers that one taps in the park, gloves on: − and + around a plain number input.
"use strict";

const bouton = (texte, libelle, geste) => {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "btn btn-outline-primary compteur-bouton";
  element.textContent = texte;
  element.setAttribute("aria-label", libelle);
  element.addEventListener("click", geste);
  return element;
};

const lire = (champ) => Number.parseInt(champ.value, 10) || 0;

document.querySelectorAll("[data-compteur]").forEach((groupe) => {
  const champ = groupe.querySelector("input");
  const libelle = groupe.querySelector("label").textContent.trim();
  const entraine = document.getElementById(groupe.dataset.entraine);
  const rangee = document.createElement("div");
  rangee.className = "compteur";
  champ.replaceWith(rangee);
  rangee.append(
    bouton("−", `Une de moins : ${libelle}`, () => {
      champ.value = Math.max(0, lire(champ) - 1);
    }),
    champ,
    bouton("+", `Une de plus : ${libelle}`, () => {
      champ.value = lire(champ) + 1;
      // A famille that is repérée has been rencontrée.
      if (entraine && lire(entraine) < lire(champ)) entraine.value = champ.value;
    }),
  );
});
