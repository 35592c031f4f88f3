/* The page she asked for, whose place and address the offline one took. */

const avis = document.querySelector("[data-page-demandee]");

export const direLaDemandee = () => {
  avis.hidden = location.pathname === document.querySelector("main").dataset.adresse;
  const lien = avis.querySelector("a");
  lien.href = location.href;
  // The worker: it came at last.
  navigator.serviceWorker?.addEventListener("message", () => {
    avis.querySelector("p").textContent = "Proximité répond de nouveau.";
    lien.textContent = "Ouvrir la page demandée";
  });
};

// The famille that it named, "" for none; undefined where it was another page than that of
// ``adresse``, in which CODE stands for a famille.
export const codeDemande = (adresse) => {
  const page = new RegExp(`^${adresse.replace("CODE", "([^/]+)")}$`);
  const trouvee = location.pathname.match(page);
  return trouvee ? (trouvee[1] ?? new URLSearchParams(location.search).get("famille") ?? "") : undefined;
};
