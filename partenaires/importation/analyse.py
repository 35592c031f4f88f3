"""A batch of rows understood and set beside the directory as the person sees it."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.db.models import CharField
from django.db.models.functions import Cast

from partenaires.models.offre import OffreService
from partenaires.models.partenaire import Partenaire
from partenaires.models.references import Secteur, TypeBesoin
from proximite.recherche import normaliser
from territoires.models import Territoire

from .colonnes import LIBELLES
from .doublons import Index, Repere, Semblable
from .ecarts import champs_changes, en_texte, offres_changees, territoires_ajoutes
from .valeurs import Lecteur, Vocabulaire

if TYPE_CHECKING:
    from partenaires.models.importation import Importation, LigneImportation

# What is read of an earlier line to compare a row with.
COMPARES = ("nom", "telephone", "courriel", "identifiant")


def vocabulaire(importation: "Importation", le: date) -> Vocabulaire:
    siens = Territoire.objects.visibles_par(importation.par)
    choisis = importation.territoires.visibles_par(importation.par)
    besoins = _par_ecriture(TypeBesoin.objects.values_list("pk", "libelle"))
    return Vocabulaire(
        natures=_par_ecriture(Partenaire.Nature.choices),
        secteurs=_par_ecriture(Secteur.objects.values_list("pk", "libelle")),
        besoins=besoins | {normaliser(t): c for t, c in importation.besoins_associes.items()},
        territoires={
            normaliser(mot): t.pk for t in siens for mot in (t.code, t.nom) if normaliser(mot)
        },
        nature_par_defaut=importation.nature,
        secteur_par_defaut=importation.secteur_id or "",
        territoires_par_defaut=sorted(choisis.values_list("pk", flat=True)),
        le=le,
    )


def _par_ecriture(choix: Iterable[tuple[Any, Any]]) -> dict[str, str]:
    return {normaliser(mot): code for code, libelle in choix for mot in (code, libelle)}


def index_du_repertoire(importation: "Importation", apres: int = 0) -> Index:
    """The entries she sees; only those added after the entry ``apres`` when it is given."""
    index = Index()
    fiches = Partenaire.objects.visibles_par(importation.par).filter(pk__gt=apres)
    # As it is stored, in E.164: making an object of each number takes longer than all the rest.
    en_clair = fiches.annotate(numero=Cast("telephone", CharField()))
    for pk, actif, nom, numero, courriel, identifiant in en_clair.values_list(
        "pk", "actif", "nom", "numero", "courriel", "identifiant"
    ):
        valeurs = {"nom": nom, "telephone": numero, "courriel": courriel}
        index.ajouter(
            Repere(partenaire=pk, actif=actif), valeurs | {"identifiant": str(identifiant)}
        )
    return index


def analyser(
    importation: "Importation", lignes: list["LigneImportation"], *, le: date, derniere_fiche: int
) -> list["LigneImportation"]:
    """Each line with its sort, what it proposes and what it resembles; not saved."""
    lecteur = Lecteur(vocabulaire(importation, le), strict=not importation.est_un_paquet)
    index = index_du_repertoire(importation)
    for numero, *valeurs in importation.lignes.lues_avant(lignes[0].numero).values_list(
        "numero", *(f"valeurs__{nom}" for nom in COMPARES)
    ):
        textes = {nom: v or "" for nom, v in zip(COMPARES, valeurs, strict=True)}
        index.ajouter(Repere(ligne=numero), textes)
    semblables = {}
    for ligne in lignes:
        ligne.derniere_fiche = derniere_fiche
        semblables[ligne.numero] = _comprendre(ligne, lecteur, index)
    _comparer(importation, lignes, semblables)
    return lignes


def _comprendre(ligne: "LigneImportation", lecteur: Lecteur, index: Index) -> Semblable | None:
    lue = lecteur.lire(ligne.contenu)
    ligne.valeurs, ligne.erreurs, ligne.avis = lue.valeurs, lue.erreurs, lue.avis
    ligne.inconnus, ligne.changements, ligne.decision = lue.inconnus, [], ""
    ligne.partenaire_id, ligne.semblable_ligne, ligne.raison, ligne.vue = None, None, "", ""
    semblable = None if ligne.erreurs else index.chercher(ligne.valeurs)
    connue = semblable is not None and semblable.certain and semblable.repere.partenaire
    if lue.manques and not connue:
        ligne.erreurs = [*ligne.erreurs, *lue.manques]
    if ligne.erreurs:
        ligne.sort = ligne.Sort.EN_ERREUR
        return None
    index.ajouter(Repere(ligne=ligne.numero), ligne.valeurs)
    return semblable


def _comparer(
    importation: "Importation",
    lignes: list["LigneImportation"],
    semblables: Mapping[int, Semblable | None],
) -> None:
    ids = [s.repere.partenaire for s in semblables.values() if s and s.repere.partenaire]
    visibles = Partenaire.objects.visibles_par(importation.par).select_related("secteur")
    fiches = visibles.prefetch_related("offres__type_besoin", "territoires").in_bulk(ids)
    mots = _libelles(importation)
    for ligne in lignes:
        semblable = semblables[ligne.numero]
        if ligne.sort == ligne.Sort.EN_ERREUR:
            continue
        if semblable is None:
            ligne.sort = ligne.Sort.A_AJOUTER
        elif semblable.repere.partenaire is None:
            _rapprocher_d_une_ligne(ligne, semblable)
        else:
            _rapprocher(ligne, semblable, fiches[semblable.repere.partenaire], mots)


def _rapprocher_d_une_ligne(ligne: "LigneImportation", semblable: Semblable) -> None:
    if semblable.certain:
        ligne.sort = ligne.Sort.EN_ERREUR
        ligne.erreurs = [
            f"Identifiant\u00a0: le même qu’à la ligne {semblable.repere.ligne}. "
            "Gardez une seule des deux lignes, ou videz cette cellule."
        ]
        return
    ligne.sort, ligne.raison = ligne.Sort.DOUBLON, semblable.raison
    ligne.semblable_ligne = semblable.repere.ligne


def _rapprocher(
    ligne: "LigneImportation",
    semblable: Semblable,
    fiche: Partenaire,
    mots: Mapping[str, Mapping[Any, str]],
) -> None:
    ligne.partenaire, ligne.vue = fiche, empreinte(fiche)
    ligne.changements = changements(fiche, ligne.valeurs, mots)
    ligne.raison = semblable.raison
    if semblable.certain and fiche.actif:
        ligne.sort = ligne.Sort.A_METTRE_A_JOUR if ligne.changements else ligne.Sort.IDENTIQUE
    elif semblable.raison == "même nom" and not ligne.changements:
        ligne.sort = ligne.Sort.IDENTIQUE
    else:
        ligne.sort = ligne.Sort.DOUBLON
        if not fiche.actif:
            ligne.raison = "même identifiant qu’une fiche qui n’est plus en activité"


def empreinte(fiche: Partenaire) -> str:
    """What changes when the entry, its services or its territoires do (all prefetched)."""
    offres = sorted(
        (o.type_besoin_id, o.capacite, o.attente_semaines, o.precisions, str(o.confirmee_le))
        for o in fiche.offres.all()
    )
    territoires = sorted(t.pk for t in fiche.territoires.all())
    etat = json.dumps([fiche.version, fiche.actif, offres, territoires])
    return sha256(etat.encode()).hexdigest()


def changements(
    fiche: Partenaire, valeurs: Mapping[str, Any], mots: Mapping[str, Mapping[Any, str]]
) -> list[list[str]]:
    """[label, before, after], in words."""
    lignes = [
        [LIBELLES[nom], _en_mots(nom, en_texte(fiche, nom), mots), _en_mots(nom, apres, mots)]
        for nom, apres in champs_changes(fiche, valeurs).items()
    ]
    existantes = {offre.type_besoin_id: offre for offre in fiche.offres.all()}
    for existante, offre in offres_changees(existantes, valeurs):
        apres = OffreService(capacite=offre["capacite"], attente_semaines=offre["attente"])
        avant = existante.capacite_en_mots if existante else ""
        lignes.append([mots["besoin"][offre["besoin"]], avant, apres.capacite_en_mots])
    deja = {territoire.pk for territoire in fiche.territoires.all()}
    for pk in territoires_ajoutes(deja, valeurs):
        lignes.append([LIBELLES["territoires"], "", mots["territoires"][pk]])
    return lignes


def _libelles(importation: "Importation") -> dict[str, dict[Any, str]]:
    siens = Territoire.objects.visibles_par(importation.par)
    return {
        "nature": {str(code): str(libelle) for code, libelle in Partenaire.Nature.choices},
        "secteur": dict(Secteur.objects.values_list("pk", "libelle")),
        "besoin": dict(TypeBesoin.objects.values_list("pk", "libelle")),
        "territoires": dict(siens.values_list("pk", "nom")),
    }


def _en_mots(nom: str, texte: str, mots: Mapping[str, Mapping[Any, str]]) -> str:
    return mots.get(nom, {}).get(texte, texte)
