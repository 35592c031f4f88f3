"""What a partenaire reads of a famille: a broad picture first, who they are once it accepts."""

import re
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError

from familles.models import Adulte, Consentement, Enfant, Famille
from proximite.recherche import normaliser
from proximite.typographie import compte

if TYPE_CHECKING:
    from .models import Divulgation

Champ = Consentement.Champ
LONGUEUR_D_UN_NOM = 3


def composer(
    divulgation: "Divulgation",
    *,
    le: date,
    mot: str = "",
    telephone: str = "",
    champs: Iterable[str] = (),
    personne: Adulte | Enfant | None = None,
    enfants: Iterable[Enfant] = (),
) -> dict[str, Any]:
    """``{"apercu": {…}, "coordonnees": [[label, value], …]}``, in words, ages as of ``le``; of
    whom and what, the consentement says when there is one. ``telephone`` is the PTP’s own."""
    if accord := divulgation.consentement:
        champs, personne = accord.champs, accord.adulte or accord.jeune
        enfants = accord.enfants.all()
    referencement, famille = divulgation.referencement, divulgation.referencement.famille
    if famille is None:
        raise ValidationError("Un envoi part d’une famille.")
    verifier_sans_identite(mot, famille)
    choisis = set(champs)
    apercu = {
        "besoin": str(referencement.type_besoin),
        "composition": composition(famille, le),
        "langue": _langue(famille) if Champ.LANGUE in choisis else "",
        "mot": mot,
        "ptp": _qui_demande(divulgation, telephone),
    }
    return {"apercu": apercu, "coordonnees": _coordonnees(famille, choisis, personne, enfants, le)}


def _qui_demande(divulgation: "Divulgation", telephone: str) -> dict[str, str]:
    territoire = divulgation.referencement.territoire
    return {
        "nom": divulgation.faite_par.get_full_name(),
        "courriel": divulgation.faite_par.email,
        "telephone": telephone,
        "organisme": territoire.organisme.nom,
        "territoire": territoire.nom,
    }


def composition(famille: Famille, le: date) -> list[str]:
    """In broad terms: how many adults, and the tranches d’âge of the children."""
    adultes = famille.adultes.filter(vit_avec=True).count()
    tranches = [enfant.tranche(le) for enfant in famille.enfants_presents]
    ages = [tranche.label for tranche in tranches if tranche is not None]
    enfants = compte(len(ages), "enfant", "enfants")
    lignes = [compte(adultes, "adulte", "adultes")] if adultes else []
    return [*lignes, f"{enfants}\u00a0: {', '.join(ages).lower()}"] if ages else lignes


def verifier_sans_identite(mot: str, famille: Famille) -> None:
    """The word to the partenaire is read before it accepts: no name nor number of theirs in it.

    Raises ValidationError that says which word to take out.
    """
    mots = set(re.findall(r"\w+", normaliser(mot)))
    if famille.code in re.sub(r"[\s-]", "", mot).upper():
        raise _a_retirer(famille.code_affiche)
    chiffres = re.sub(r"\D", "", mot)
    for valeur in _identifiants(famille):
        numero = re.sub(r"\D", "", valeur)[-10:]
        ecrit = "@" in valeur and valeur.casefold() in mot.casefold()
        if ecrit or (len(numero) == 10 and numero in chiffres) or _nomme(valeur, mots):
            raise _a_retirer(valeur)


def _a_retirer(valeur: str) -> ValidationError:
    raison = "le partenaire lit ce mot avant d’avoir accepté."
    return ValidationError(
        {"mot": f"Retirez «\u00a0{valeur}\u00a0»\u00a0: {raison}"}, code="identifiant"
    )


def _nomme(valeur: str, mots: set[str]) -> bool:
    noms = re.findall(r"\w+", normaliser(valeur))
    return any(len(nom) >= LONGUEUR_D_UN_NOM and nom in mots for nom in noms)


def _identifiants(famille: Famille) -> list[str]:
    """The names, numbers and e-mail addresses known of them."""
    champs = ("prenom", "nom", "telephone", "courriel")
    de_la_famille = getattr(famille, "identite", None)
    valeurs = [de_la_famille.nom, de_la_famille.telephone] if de_la_famille else []
    for personne in [*famille.adultes.all(), *famille.enfants_presents]:
        identite = getattr(personne, "identite", None)
        valeurs += [getattr(identite, nom, "") for nom in champs]
    return [str(valeur) for valeur in valeurs if valeur]


def _langue(famille: Famille) -> str:
    return f"{famille.langue}, interprète utile" if famille.interprete else famille.langue


def _coordonnees(
    famille: Famille,
    champs: set[str],
    personne: Adulte | Enfant | None,
    enfants: Iterable[Enfant],
    le: date,
) -> list[list[str]]:
    """What was agreed to and is known, label by label."""
    sienne = getattr(personne, "identite", None)
    commune = getattr(famille, "identite", None)
    adresse = commune.adresse if commune and not commune.adresse_confidentielle else ""
    telephone = getattr(sienne, "telephone", "") or (commune.telephone if commune else "")
    valeurs = [
        (Champ.PRENOM, "Prénom", getattr(sienne, "prenom", "")),
        (Champ.NOM, "Nom", getattr(sienne, "nom", "") or (commune.nom if commune else "")),
        (Champ.TELEPHONE, "Téléphone", str(telephone or "")),
        (Champ.COURRIEL, "Courriel", getattr(sienne, "courriel", "")),
        (Champ.ADRESSE, "Adresse", adresse),
        (Champ.MOMENTS, "Meilleurs moments", famille.heures_preferees),
        (Champ.ENFANTS, "Enfants", ", ".join(_nom_et_age(e, le) for e in enfants)),
    ]
    return [[libelle, valeur] for champ, libelle, valeur in valeurs if champ in champs and valeur]


def _nom_et_age(enfant: Enfant, le: date) -> str:
    """A first name and an age: it is all that is agreed to, the family name is asked for apart."""
    prenom = getattr(getattr(enfant, "identite", None), "prenom", "")
    return f"{prenom or 'Enfant'} ({enfant.age_en_mots(le)})"
