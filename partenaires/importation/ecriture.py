"""Lines decided on, written in the directory: called inside the transaction of a confirmation."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from partenaires.models.offre import OffreService
from partenaires.models.partenaire import Partenaire
from proximite.champs import TexteNormalise

from .ecarts import CHAMPS, champs_changes, offres_changees, territoires_ajoutes

if TYPE_CHECKING:
    from partenaires.models.importation import LigneImportation

Desserte = Partenaire.territoires.through
PAR_LOT = 500
CHAMPS_OFFRE = ["capacite", "attente_semaines", "precisions", "confirmee_le"]


def ajouter(lignes: Iterable["LigneImportation"], le: date) -> int:
    """New entries, with the identifiant that the file gives when nobody has it."""
    valeurs = [ligne.valeurs for ligne in lignes]
    demandes = [UUID(v["identifiant"]) for v in valeurs if "identifiant" in v]
    pris = set()
    for debut in range(0, len(demandes), PAR_LOT):
        lot = demandes[debut : debut + PAR_LOT]
        connus = Partenaire.objects.filter(identifiant__in=lot)
        pris |= set(connus.values_list("identifiant", flat=True))
    fiches = []
    for v in valeurs:
        identifiant = UUID(v["identifiant"]) if "identifiant" in v else uuid4()
        fiches.append(_fiche(v, uuid4() if identifiant in pris else identifiant, le))
        pris.add(identifiant)
    Partenaire.objects.bulk_create(fiches, batch_size=PAR_LOT)
    paires = list(zip(fiches, valeurs, strict=True))
    _desservir((f, v.get("territoires") or v["territoires_par_defaut"]) for f, v in paires)
    OffreService.objects.bulk_create(
        [_offre(f, offre, le) for f, v in paires for offre in v.get("offres", [])],
        batch_size=PAR_LOT,
    )
    return len(fiches)


def _fiche(valeurs: Mapping[str, Any], identifiant: UUID, le: date) -> Partenaire:
    champs = {nom: valeurs[nom] for nom in CHAMPS if nom in valeurs}
    for nom in ("nature", "secteur"):
        champs.setdefault(nom, valeurs.get(f"{nom}_par_defaut"))
    champs["secteur_id"] = champs.pop("secteur")
    confirme_le = valeurs.get("confirme_le") or le
    return Partenaire(identifiant=identifiant, confirme_le=confirme_le, **champs)


def _offre(fiche: Partenaire, offre: Mapping[str, Any], le: date) -> OffreService:
    return OffreService(
        partenaire=fiche,
        type_besoin_id=offre["besoin"],
        capacite=offre["capacite"],
        attente_semaines=offre["attente"],
        precisions=offre["precisions"],
        confirmee_le=offre["confirmee_le"] or le,
    )


def _desservir(paires: Iterable[tuple[Partenaire, Iterable[int]]]) -> None:
    Desserte.objects.bulk_create(
        [Desserte(partenaire_id=f.pk, territoire_id=pk) for f, ids in paires for pk in ids],
        batch_size=PAR_LOT,
        ignore_conflicts=True,
    )


def mettre_a_jour(
    lignes: Iterable["LigneImportation"], fiches: Mapping[int, Partenaire], le: date
) -> int:
    """Apply what each line changes, in the file's order; ``fiches`` are locked and prefetched."""
    touchees: dict[int, Partenaire] = {}
    offres = {f.pk: {o.type_besoin_id: o for o in f.offres.all()} for f in fiches.values()}
    changees: dict[tuple[int, str], OffreService] = {}
    dessertes: list[tuple[Partenaire, list[int]]] = []
    for ligne in lignes:
        fiche = fiches[ligne.partenaire_id or 0]
        touchees[fiche.pk] = fiche
        _corriger(fiche, ligne.valeurs, le)
        siennes = offres[fiche.pk]
        for existante, offre in offres_changees(siennes, ligne.valeurs):
            nouvelle = _offre_changee(fiche, existante, offre, le)
            siennes[offre["besoin"]] = changees[fiche.pk, offre["besoin"]] = nouvelle
        deja = {territoire.pk for territoire in fiche.territoires.all()}
        dessertes.append((fiche, territoires_ajoutes(deja, ligne.valeurs)))
    _enregistrer(list(touchees.values()), list(changees.values()))
    _desservir(dessertes)
    return len(touchees)


def _corriger(fiche: Partenaire, valeurs: Mapping[str, Any], le: date) -> None:
    for nom, valeur in champs_changes(fiche, valeurs).items():
        setattr(fiche, "secteur_id" if nom == "secteur" else nom, valeur)
    dite = valeurs.get("confirme_le")
    fiche.confirme_le = max(fiche.confirme_le, date.fromisoformat(dite)) if dite else le


def _offre_changee(
    fiche: Partenaire, existante: OffreService | None, offre: Mapping[str, Any], le: date
) -> OffreService:
    nouvelle = _offre(fiche, offre, le)
    if existante is not None:
        nouvelle.pk = existante.pk
        nouvelle.precisions = nouvelle.precisions or existante.precisions
        if nouvelle.capacite == OffreService.Capacite.INCONNUE:
            nouvelle.capacite = existante.capacite
            nouvelle.attente_semaines = existante.attente_semaines
    return nouvelle


def _enregistrer(fiches: list[Partenaire], offres: list[OffreService]) -> None:
    """An upsert, for an update of many rows by CASE takes minutes."""
    for fiche in fiches:
        fiche.version += 1
    cherches = [f.name for f in Partenaire._meta.fields if isinstance(f, TexteNormalise)]
    Partenaire.objects.bulk_create(
        fiches,
        batch_size=PAR_LOT,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=[*CHAMPS, "confirme_le", "version", *cherches],
    )
    OffreService.objects.bulk_create([o for o in offres if o.pk is None], batch_size=PAR_LOT)
    OffreService.objects.bulk_create(
        [o for o in offres if o.pk is not None],
        batch_size=PAR_LOT,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=CHAMPS_OFFRE,
    )
