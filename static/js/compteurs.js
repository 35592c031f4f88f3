// Numbers that one taps in the park, gloves on: − and + around a plain number input, and a way back.
"use strict";

const bouton = (texte, classe, geste) => {
  const element = document.createElement("button");
  element.type = "button";
  element.className = `btn btn-outline-primary ${classe}`;
  element.textContent = texte;
  element.addEventListener("click", geste);
  return element;
};

const lire = (champ) => Number.parseInt(champ.value, 10) || 0;

// As if she had typed it: what keeps a draft of the page hears it.
const ecrire = (champ, valeur) => {
  champ.value = valeur;
  champ.dispatchEvent(new Event("input", { bubbles: true }));
  champ.dispatchEvent(new Event("change", { bubbles: true }));
};

document.querySelectorAll("[data-compteurs]").forEach((ensemble) => {
  const groupes = [...ensemble.querySelectorAll("[data-compteur]")];
  const champs = groupes.map((groupe) => groupe.querySelector("input"));
  const libelles = groupes.map((g) => g.querySelector("label").firstChild.textContent.trim());
  const gestes = [];
  const dire = document.createElement("p");
  dire.className = "visually-hidden";
  dire.setAttribute("role", "status");
  const annoncer = () => {
    dire.textContent = champs.map((champ, n) => `${libelles[n]} : ${lire(champ)}`).join(", ");
    defaire.disabled = gestes.length === 0;
  };
  const faire = (n, pas) => {
    gestes.push(champs.map(lire));
    ecrire(champs[n], Math.max(0, lire(champs[n]) + pas));
    // A famille that is repérée has been rencontrée.
    const entraine = document.getElementById(groupes[n].dataset.entraine);
    if (entraine && lire(entraine) < lire(champs[n])) ecrire(entraine, lire(champs[n]));
    annoncer();
  };
  const defaire = bouton("Défaire le dernier geste", "compteur-defaire", () => {
    gestes.pop().forEach((valeur, n) => ecrire(champs[n], valeur));
    annoncer();
  });
  defaire.disabled = true;

  champs.forEach((champ, n) => {
    const rangee = document.createElement("div");
    rangee.className = "compteur";
    champ.replaceWith(rangee);
    const moins = bouton("−", "compteur-bouton", () => faire(n, -1));
    const plus = bouton("+", "compteur-bouton", () => faire(n, 1));
    moins.setAttribute("aria-label", `Une de moins : ${libelles[n]}`);
    plus.setAttribute("aria-label", `Une de plus : ${libelles[n]}`);
    rangee.append(moins, champ, plus);
  });
  ensemble.append(defaire, dire);
  ensemble.closest("form")?.addEventListener("reset", () => {
    gestes.length = 0;
    defaire.disabled = true;
  });
});
