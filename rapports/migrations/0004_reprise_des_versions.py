"""A report submitted before versions were kept becomes its first version (backfill)."""

import json
from hashlib import sha256

from django.db import migrations
from django.utils import timezone

MEDIANES = {"I-10m", "I-10vm", "I-17a", "I-17b"}


def reprendre(apps, schema_editor):
    RapportParticipation = apps.get_model("rapports", "RapportParticipation")
    VersionRapport = apps.get_model("rapports", "VersionRapport")
    soumis = RapportParticipation.objects.exclude(etat="brouillon").exclude(chiffres=None)
    for rapport in soumis.select_related("periode", "territoire__organisme"):
        contenu = json.dumps(
            _contenu(rapport), ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )
        VersionRapport.objects.create(
            rapport=rapport,
            numero=1,
            contenu=contenu,
            empreinte=sha256(contenu.encode()).hexdigest(),
            version_definitions=rapport.version_definitions,
            faits_saillants=rapport.faits_saillants,
            ajustements=rapport.ajustements,
            soumise_le=rapport.soumis_le,
            soumise_par_id=rapport.soumis_par_id,
            **_decision(rapport),
        )
        rapport.nb_versions = 1
        rapport.save(update_fields=["nb_versions"])


def _decision(rapport):
    """No one recorded who decided, nor when: the submission is the best that is known."""
    decision = {"accepte": "acceptee", "retourne": "retournee"}.get(rapport.etat)
    if decision is None:
        return {}
    return {
        "decision": decision,
        "decidee_le": rapport.soumis_le,
        "decidee_par_id": rapport.soumis_par_id,
    }


def _contenu(rapport):
    periode, territoire = rapport.periode, rapport.territoire
    return {
        "debut": str(periode.debut),
        "fin": str(periode.fin),
        "observe_au": str(timezone.localdate(rapport.soumis_le)),
        "rattachement": "entree",
        "methode": "familles distinctes",
        "chiffres": {
            identifiant: {
                "n": ligne["numerateur"],
                "d": ligne["denominateur"],
                "m": _mediane(identifiant, ligne["valeur"]),
            }
            for identifiant, ligne in rapport.chiffres.items()
        },
        "territoire": {
            "code": territoire.code,
            "nom": territoire.nom,
            "region": territoire.region_id,
            "milieu": territoire.milieu,
            "type_porteur": territoire.organisme.type,
        },
        "periode": periode.libelle,
        "version_definitions": rapport.version_definitions,
    }


def _mediane(identifiant, valeur):
    return str(valeur) if identifiant in MEDIANES and valeur is not None else None


class Migration(migrations.Migration):

    dependencies = [("rapports", "0003_expansion")]

    operations = [migrations.RunPython(reprendre, migrations.RunPython.noop)]
