"""A registry of any size, written by one set-based statement per table on either engine.

Sizes keep the proportions of the pilot: 1.9 enfants, 10 interventions and 3 référencements a
famille; 500 familles a territoire (106 at the pilot's own size). Numbers are spread by primes.
"""

from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import BooleanField, Field, IntegerField

from comptes.models import Utilisateur
from familles.models import Accompagnement, CleFamille, Enfant, Famille, Intervention
from familles.models.champs_scelles import sceller_texte
from familles.models.cle import oublier, trousseau
from partenaires.models import Partenaire
from referencements.models import Divulgation, Referencement, SuiviReferencement
from territoires.models import OrganismePorteur, Region, Territoire

MOT_DE_PASSE = "mesures-2024-proximite"
DEBUT = "2023-07-01"
JOURS = 900
ALIAS, LOT = "la famille fictive", 5_000
SECTEURS = ("famille_enfance", "aide_materielle_alimentation", "logement", "sante_mentale")
NATURES = ("oca", "oca", "oca", "oc_autre", "public")


@dataclass(frozen=True)
class Taille:
    familles: int
    territoires: int


TAILLES = {"5.3k": Taille(5_305, 50), "50k": Taille(50_000, 100), "1M": Taille(1_000_000, 2_000)}


@transaction.atomic
def generer(taille: Taille) -> None:
    auteur = _reseau(taille.territoires)
    _sans_verifier_les_cles()
    _familles(taille, auteur)
    _activite(taille, auteur)


def _sans_verifier_les_cles() -> None:
    """The rows agree by construction: one foreign key check a row would be half of the time."""
    if connection.vendor == "postgresql":
        with connection.cursor() as curseur:
            curseur.execute("SET LOCAL session_replication_role = replica")


def analyser() -> None:
    with connection.cursor() as curseur:
        curseur.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _reseau(nombre: int) -> int:
    regions = list(Region.objects.values_list("pk", flat=True))
    types = OrganismePorteur.Type.values
    milieux = Territoire.Milieu.values
    rangs = range(1, nombre + 1)
    OrganismePorteur.objects.bulk_create(
        OrganismePorteur(id=i, nom=f"Organisme fictif {i}", type=types[i % 3]) for i in rangs
    )
    Territoire.objects.bulk_create(
        Territoire(
            id=i,
            code=f"t{i}",
            nom=f"Territoire fictif {i}",
            region_id=regions[i % len(regions)],
            milieu=milieux[i % 3],
            organisme_id=i,
        )
        for i in rangs
    )
    Partenaire.objects.bulk_create(
        Partenaire(
            id=i,
            nom=f"Partenaire fictif {i}",
            nature=NATURES[i % 5],
            secteur_id=SECTEURS[i % 4],
        )
        for i in range(1, nombre * 10 + 1)
    )
    ptp = Utilisateur.objects.create_user(
        "ptp@exemple.test", MOT_DE_PASSE, prenom="Mesure", nom="Fictive"
    )
    ptp.affectations.create(role="ptp", territoire_id=1, du="2023-01-01")
    return ptp.pk


def _familles(taille: Taille, auteur: int) -> None:
    territoire = f"i % {taille.territoires} + 1"
    _remplir(
        Famille,
        taille.familles,
        **_saisie(auteur),
        id="i",
        code=_texte("i", 10),
        alias="'à sceller'",
        territoire_id=territoire,
        date_jointe=_date("i * 7919 % 700"),
        frequentation_initiale=(
            "CASE WHEN i % 10 < 6 THEN 'peu' WHEN i % 10 = 6 THEN 'inconnue' ELSE 'reguliere' END"
        ),
        rythme_jours="30",
        derniere_intervention_le=_date("700 + i * 31 % 200"),
        premier_accompagnement_le=_date("i * 7919 % 700"),
        nb_accompagnements_ouverts="1",
        nb_enfants="2",
        nb_referencements_ouverts="0",
    )
    _sceller_les_alias()
    _remplir(
        Enfant,
        taille.familles * 19 // 10,
        **_saisie(auteur),
        famille_id=f"i % {taille.familles} + 1",
        naissance=_date("500 - i * 104729 % 4500"),
        precision="'jour'",
    )
    _remplir(
        Accompagnement,
        taille.familles,
        id="i",
        famille_id="i",
        territoire_id=territoire,
        ptp_id=str(auteur),
        date_debut=_date("i * 7919 % 700"),
    )


def _sceller_les_alias() -> None:
    """Each under a key of its own: what no statement can do."""
    alias: Any = Famille._meta.get_field("alias")
    codes = Famille.toutes.order_by("pk").only("pk", "code").iterator(LOT)
    while lot := list(islice(codes, LOT)):
        scelles = [
            (sceller_texte(ALIAS, alias.colonne, trousseau().a_poser(f.code)).texte, f.pk)
            for f in lot
        ]
        CleFamille.poser(lot)
        oublier()
        with connection.cursor() as curseur:
            curseur.executemany("UPDATE familles_famille SET alias = %s WHERE id = %s", scelles)


def _activite(taille: Taille, auteur: int) -> None:
    famille = f"i % {taille.familles} + 1"
    territoire = f"(i % {taille.familles} + 1) % {taille.territoires} + 1"
    jour = f"(i * 7919 + i / {taille.familles} * 83) % {JOURS}"
    _remplir(
        Intervention,
        taille.familles * 10,
        **_saisie(auteur),
        date=_date(jour),
        duree_min="30",
        deplacement_min="15",
        famille_id=famille,
        accompagnement_id=famille,
        territoire_id=territoire,
        type_action="'informer'",
        mode="'domicile'",
        beneficiaire="'famille'",
    )
    _remplir(
        Referencement,
        taille.familles * 3,
        **_saisie(auteur),
        id="i",
        sens="CASE WHEN i % 20 = 0 THEN 'entrant' ELSE 'sortant' END",
        motif_entrant="CASE WHEN i % 20 = 0 THEN 'besoins_multiples' ELSE '' END",
        demarche=_uuid("i"),
        territoire_id=territoire,
        famille_id=famille,
        accompagnement_id=famille,
        partenaire_id=f"i % {taille.territoires * 10} + 1",
        nature=_parmi(NATURES, "i / 4"),
        secteur_id=_parmi(SECTEURS, "i"),
        type_besoin_id="'logement'",
        etat="CASE WHEN i % 3 = 0 THEN 'mediation_faite' ELSE 'acceptee' END",
        etat_depuis=_date(jour),
        dernier_suivi_le=_date(f"{jour} + i % 30"),
        date_mediation=_date(jour),
        reponse_le=f"CASE WHEN i % 3 = 0 THEN NULL ELSE {_date(f'{jour} + i % 30')} END",
    )
    _remplir(
        SuiviReferencement,
        taille.familles * 3,
        referencement_id="i",
        date=_date(f"{jour} + i % 30"),
        de_etat="'mediation_faite'",
        vers_etat="'acceptee'",
        **_saisie(auteur),
    )


@transaction.atomic
def attendre(nombre: int) -> None:
    """That many open référencements more in territoire 1, all of the first partenaire: three in
    four sent twenty days ago and not answered, one in four received and not welcomed yet."""
    auteur = Utilisateur.objects.get(email="ptp@exemple.test").pk
    Partenaire.objects.get(pk=1).territoires.add(1)
    _sans_verifier_les_cles()
    depart = 10_000_000
    entrant, famille = "i % 4 = 0", "i * 50 % 5000 + 50"
    _remplir(
        Referencement,
        nombre,
        **_saisie(auteur) | {"cle": _uuid(f"{depart} + i")},
        id=f"{depart} + i",
        sens=f"CASE WHEN {entrant} THEN 'entrant' ELSE 'sortant' END",
        motif_entrant=f"CASE WHEN {entrant} THEN 'besoins_multiples' ELSE '' END",
        demarche=_uuid("i"),
        territoire_id="1",
        famille_id=f"CASE WHEN {entrant} THEN NULL ELSE {famille} END",
        accompagnement_id=f"CASE WHEN {entrant} THEN NULL ELSE {famille} END",
        partenaire_id="1",
        nature="'oca'",
        secteur_id="'logement'",
        type_besoin_id="'logement'",
        etat="'mediation_faite'",
        etat_depuis=_il_y_a(20),
        dernier_suivi_le=_il_y_a(20),
        date_mediation=_il_y_a(20),
    )
    _remplir(
        SuiviReferencement,
        nombre,
        **_saisie(auteur) | {"cle": _uuid(f"{depart} + i")},
        referencement_id=f"{depart} + i",
        date=_il_y_a(20),
        vers_etat="'mediation_faite'",
    )
    _remplir(
        Divulgation,
        nombre,
        referencement_id=f"{depart} + i",
        base_legale="'autre_loi'",
        motif="'Mesure'",
        contenu="''",
        cle=_uuid("i"),
        faite_par_id=str(auteur),
        saisie_le="CURRENT_TIMESTAMP",
        faite_le="CURRENT_TIMESTAMP",
    )


def _il_y_a(jours: int) -> str:
    if connection.vendor == "postgresql":
        return f"(CURRENT_DATE - {jours})"
    return f"DATE('now', '-{jours} days')"


def _remplir(modele: type, nombre: int, **expressions: str) -> None:
    """INSERT … SELECT of ``nombre`` rows; ``i`` is the rank. Text columns left out are empty,
    booleans false, numbers their default, whatever else is left out is NULL."""
    for champ in modele._meta.concrete_fields:
        if champ.column in expressions or champ.primary_key or champ.null:
            continue
        expressions[champ.column] = _par_defaut(champ)
    colonnes = ", ".join(f'"{colonne}"' for colonne in expressions)
    with connection.cursor() as curseur:
        curseur.execute(
            f"INSERT INTO {modele._meta.db_table} ({colonnes}) "
            f"SELECT {', '.join(expressions.values())} FROM {_serie(nombre)}"
        )
    _avancer_sequence(modele)


def _par_defaut(champ: Field) -> str:
    if isinstance(champ, BooleanField):
        return "FALSE"
    return str(champ.get_default()) if isinstance(champ, IntegerField) else "''"


def _avancer_sequence(modele: type) -> None:
    if connection.vendor == "postgresql":
        table = modele._meta.db_table
        with connection.cursor() as curseur:
            curseur.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), MAX(id)) FROM {table}"
            )


def _serie(nombre: int) -> str:
    if connection.vendor == "postgresql":
        return f"generate_series(1::bigint, {nombre}) AS serie(i)"
    return (
        "(WITH RECURSIVE serie(i) AS "
        f"(SELECT 1 UNION ALL SELECT i + 1 FROM serie WHERE i < {nombre}) SELECT i FROM serie)"
    )


def _saisie(auteur: int) -> dict[str, str]:
    return {
        "cle": _uuid("i"),
        "saisie_par_id": str(auteur),
        "saisie_le": "CURRENT_TIMESTAMP",
    }


def _date(jours: str) -> str:
    if connection.vendor == "postgresql":
        return f"(DATE '{DEBUT}' + (({jours}))::integer)"
    return f"DATE('{DEBUT}', ({jours}) || ' days')"


def _uuid(rang: str) -> str:
    if connection.vendor == "postgresql":
        return f"LPAD(TO_HEX({rang}), 32, '0')::uuid"
    return f"PRINTF('%032x', {rang})"


def _texte(rang: str, longueur: int) -> str:
    if connection.vendor == "postgresql":
        return f"LPAD({rang}::text, {longueur}, '0')"
    return f"PRINTF('%0{longueur}d', {rang})"


def _parmi(valeurs: tuple[str, ...], rang: str) -> str:
    choix = " ".join(f"WHEN {i} THEN '{valeur}'" for i, valeur in enumerate(valeurs))
    return f"CASE ({rang}) % {len(valeurs)} {choix} END"
