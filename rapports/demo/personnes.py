"""The people of a famille, and their names when they were given."""

from datetime import date, timedelta

from familles.models import Adulte, Enfant, Famille, IdentiteAdulte, IdentiteEnfant, IdentiteFamille
from familles.models.personnes import TrancheAge, age_revolu

from . import noms
from .cadre import Scene
from .chiffres import Age

Lien = Adulte.Lien
Precision = Enfant.Precision

MENAGES: dict[tuple[Lien, ...], float] = {
    (Lien.MERE, Lien.PERE): 44,
    (Lien.MERE,): 34,
    (Lien.MERE, Lien.CONJOINT): 7,
    (Lien.PERE,): 5,
    (Lien.MERE, Lien.GRAND_PARENT): 5,
    (Lien.PARENT,): 3,
    (Lien.PARENT, Lien.PARENT): 2,
}
PRENOMS: dict[str, list[str]] = {
    Lien.MERE: noms.PRENOMS_DE_FEMMES,
    Lien.PERE: noms.PRENOMS_D_HOMMES,
}
PRECISIONS = {Precision.JOUR: 62, Precision.MOIS: 20, Precision.ANNEE: 12, Precision.TRANCHE: 6}
SIX_ANS = 2193  # days, at the most
DIX_HUIT_ANS = 6573  # days, at the least
ENTRE_DEUX_NAISSANCES = 290
PART_NOMMEE = 0.45


def peupler(scene: Scene, famille: Famille, ages: list[Age]) -> list[Enfant]:
    menage = scene.hasard.pondere(MENAGES)
    adultes = [
        scene.lot.ajouter(
            Adulte(
                famille=famille,
                lien=lien,
                vit_avec=lien != Lien.PERE or scene.hasard.arrive(0.85),
                **scene.hasard.saisie(scene.ptp, famille.date_jointe),
            )
        )
        for lien in menage
    ]
    enfants: list[Enfant] = []
    for age in ages:
        enfants.append(scene.lot.ajouter(_enfant(scene, famille, age, enfants)))
    if scene.hasard.arrive(PART_NOMMEE):
        nommer(scene, famille, adultes, enfants)
    return enfants


def _enfant(scene: Scene, famille: Famille, age: Age, aines: list[Enfant]) -> Enfant:
    naissance, precision = _naissance(scene, age, famille.date_jointe)
    for _ in range(12):
        if not _trop_proches(naissance, aines):
            break
        naissance, precision = _naissance(scene, age, famille.date_jointe)
    return Enfant(
        famille=famille,
        naissance=naissance,
        precision=precision,
        **scene.hasard.saisie(scene.ptp, scene.hasard.apres(famille.date_jointe, 0, 40)),
    )


def _trop_proches(naissance: date | None, aines: list[Enfant]) -> bool:
    return naissance is not None and any(
        aine.naissance and abs((aine.naissance - naissance).days) < ENTRE_DEUX_NAISSANCES
        for aine in aines
    )


def _naissance(scene: Scene, age: Age, le: date) -> tuple[date | None, str]:
    hasard = scene.hasard
    if age is Age.INCONNU:
        return None, Precision.INCONNUE
    if age is Age.A_NAITRE:
        naissance = le + timedelta(days=hasard.randint(10, 220))
        oubliee = not scene.vivante and hasard.arrive(0.06)
        attendue = naissance > scene.aujourdhui or oubliee
        return naissance, Precision.PREVUE if attendue else Precision.JOUR
    if age is Age.CINQ_OU_MOINS:
        naissance = le - timedelta(days=hasard.randint(1, SIX_ANS - 4))
    else:
        jours = hasard.triangular(SIX_ANS, DIX_HUIT_ANS - 60, SIX_ANS + 200)
        naissance = le - timedelta(days=int(jours))
    return _approcher(hasard.pondere(PRECISIONS), naissance, age, le)


def _approcher(precision: Precision, naissance: date, age: Age, le: date) -> tuple[date, str]:
    """The date kept for what is known, unless it would tell another age."""
    tranche = TrancheAge.de_age(age_revolu(naissance, le))
    gardee = {
        Precision.JOUR: naissance,
        Precision.MOIS: Enfant.naissance_du_mois(naissance.year, naissance.month),
        Precision.ANNEE: Enfant.naissance_de_annee(naissance.year),
        Precision.TRANCHE: Enfant.naissance_de_tranche(tranche or TrancheAge.ANS_12_17, le),
    }[precision]
    if gardee > le or (age_revolu(gardee, le) > 5) != (age is Age.SIX_ET_PLUS):
        return naissance, Precision.JOUR
    return gardee, precision


def nommer(scene: Scene, famille: Famille, adultes: list[Adulte], enfants: list[Enfant]) -> None:
    hasard, lot = scene.hasard, scene.lot
    nom = hasard.choice(noms.NOMS)
    a_adresse = hasard.arrive(0.5)
    lot.ajouter(
        IdentiteFamille(
            famille=famille,
            nom=nom,
            adresse=f"{hasard.randint(1, 999)}, {hasard.choice(noms.RUES)}" if a_adresse else "",
            adresse_confidentielle=a_adresse and hasard.arrive(0.04),
            telephone=hasard.telephone() if hasard.arrive(0.6) else "",
        )
    )
    for adulte in adultes:
        lot.ajouter(
            IdentiteAdulte(
                adulte=adulte,
                prenom=hasard.choice(PRENOMS.get(adulte.lien, noms.PRENOMS_ADULTES)),
                nom=nom if hasard.arrive(0.5) else hasard.choice(noms.NOMS),
            )
        )
    for enfant in enfants:
        if enfant.naissance and enfant.precision != Precision.PREVUE:
            prenom = hasard.choice(noms.PRENOMS_ENFANTS)
            lot.ajouter(IdentiteEnfant(enfant=enfant, prenom=prenom, nom=nom))
