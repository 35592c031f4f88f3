// Enhancements only: every page works without them.
"use strict";

// The CSRF cookie is HttpOnly, so HTMX requests carry the token of the page.
document.addEventListener("htmx:configRequest", (event) => {
  const jeton = document.querySelector('meta[name="csrf-token"]');
  if (jeton && event.detail.verb !== "get") {
    event.detail.headers["X-CSRFToken"] = jeton.content;
  }
});

// A request that fails says so instead of leaving the page as it was, silently.
const dire = (id) => {
  document.querySelectorAll("[data-panne]").forEach((avis) => {
    avis.hidden = avis.dataset.panne !== id;
  });
};
document.addEventListener("htmx:sendError", () => {
  if (!document.querySelector("[data-rien-parti], [data-en-attente]")) dire("reseau"); // said already
});
document.addEventListener("htmx:responseError", () => dire("serveur"));
document.addEventListener("htmx:afterOnLoad", () => dire(null));

// An open menu closes on Escape or on a tap elsewhere, as people expect.
const menus = () => document.querySelectorAll("details[data-menu][open]");
document.addEventListener("click", (event) => {
  menus().forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  menus().forEach((menu) => {
    menu.open = false;
    menu.querySelector("summary").focus();
  });
});

// Enter in a field that has a button of its own presses that one, not the form's.
document.addEventListener("keydown", (event) => {
  const bouton = document.getElementById(event.target.dataset?.entree ?? "");
  if (event.key !== "Enter" || event.isComposing || !bouton) return;
  event.preventDefault();
  bouton.click();
});

// In a form that saves, Enter in a search field presses the search’s own button.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing) return;
  if (!event.target.matches("[data-recherche] input")) return;
  event.preventDefault();
  event.target.closest("[data-recherche]").querySelector("button").click();
});

document.querySelectorAll("[data-imprimer]").forEach((bouton) => {
  bouton.hidden = false;
  bouton.addEventListener("click", () => window.print());
});

document.querySelectorAll("[data-copier]").forEach((bouton) => {
  const champ = document.getElementById(bouton.dataset.copier);
  bouton.hidden = !navigator.clipboard;
  bouton.addEventListener("click", async () => {
    champ.select();
    await navigator.clipboard.writeText(champ.value);
    bouton.parentElement.querySelector("[data-copie]").textContent = "Le lien est copié.";
  });
});

// What was ticked while a search was on its way stays as the hand left it.
document.addEventListener("htmx:beforeSwap", ({ detail: { target } }) => {
  if (!("choix" in target.dataset)) return;
  const cases = () => [...target.querySelectorAll("input[type=checkbox], input[type=radio]")];
  const cochees = new Map(
    cases().filter((c) => c.checked).map((c) => [c.value, c.closest(".proposition")]),
  );
  const decochees = new Set(cases().filter((c) => !c.checked).map((c) => c.value));
  const remettre = () => {
    cases().forEach((c) => {
      c.checked = cochees.delete(c.value) || (c.checked && !decochees.has(c.value));
    });
    target.prepend(...cochees.values());
  };
  target.addEventListener("htmx:afterSwap", remettre, { once: true });
});

// What is ticked while an answer is on its way stays as it was ticked: the family may say no.
document.addEventListener("htmx:oobBeforeSwap", ({ detail: { target, fragment } }) => {
  if (!("garder" in target.dataset)) return;
  target.querySelectorAll("input[type=checkbox]").forEach(({ value, checked }) => {
    const nouvelle = fragment.querySelector(`input[value="${CSS.escape(value)}"]`);
    if (nouvelle) nouvelle.checked = checked;
  });
});

// « Annuler » leaves after a few seconds, but never under a finger, the focus or the mouse, nor
// while the page is hidden.
document.querySelectorAll("[data-ephemere]").forEach((formulaire) => {
  let reste = Number(formulaire.dataset.ephemere);
  const horloge = setInterval(() => {
    const tenu = document.hidden || formulaire.matches(":hover, :focus-within");
    if (tenu || --reste > 0) return;
    clearInterval(horloge);
    formulaire.remove();
  }, 1000);
  formulaire.addEventListener("submit", () => clearInterval(horloge));
});
