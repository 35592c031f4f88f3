/* A page that asks for a password, and that a file leaves where it was: it says that the file came.

   The server names in a cookie what it said yes to (brouillons.js). Led to another page, this one
   goes. */
"use strict";

const form = document.querySelector("[data-telechargement]");
const temoin = form.elements.brouillon ?? document.createElement("input");
// A name of its own: the one that came may have been said yes to already.
Object.assign(temoin, { type: "hidden", name: "brouillon", value: crypto.randomUUID() });
form.append(temoin);

const dire = () => {
  const fait = document.querySelector("[data-telecharge]");
  document.querySelector(".chapeau").hidden = form.hidden = true;
  fait.hidden = false;
  fait.focus();
};

form.addEventListener("submit", () => {
  const horloge = setInterval(() => {
    if (!document.cookie.includes(`brouillon_recu=${temoin.value}`)) return;
    clearInterval(horloge);
    dire();
  }, 1000);
});
