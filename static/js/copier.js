// A button that copies a field; without script, the field is selected and copied by hand.
"use strict";

document.querySelectorAll("[data-copie]").forEach((bouton) => {
  if (!navigator.clipboard) return;
  bouton.hidden = false;
  bouton.addEventListener("click", async () => {
    const champ = document.getElementById(bouton.dataset.copie);
    champ.select();
    await navigator.clipboard.writeText(champ.value);
    bouton.querySelector("span").textContent = bouton.dataset.fait;
  });
});
