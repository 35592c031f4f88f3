"""What is searched, for the entries written before it was kept."""

import re
import unicodedata

from django.db import migrations

LOT = 500
CHAMPS = {
    "nom_cherche": ["nom"],
    "texte_cherche": ["nom", "description", "langues", "adresse"],
    "langues_cherchees": ["langues"],
}


def _normaliser(texte):
    decompose = unicodedata.normalize("NFKD", texte.lower().replace("œ", "oe"))
    sans_accents = "".join(c for c in decompose if not unicodedata.combining(c))
    return " " + " ".join(re.findall(r"[^\W_]+", sans_accents))


def remplir(apps, schema_editor):
    partenaires = apps.get_model("partenaires", "Partenaire").objects
    lignes = list(partenaires.all())
    for ligne in lignes:
        for nom, champs in CHAMPS.items():
            setattr(ligne, nom, _normaliser(" ".join(getattr(ligne, champ) for champ in champs)))
    partenaires.bulk_update(lignes, list(CHAMPS), batch_size=LOT)


class Migration(migrations.Migration):
    dependencies = [("partenaires", "0004_recherche_normalisee")]

    operations = [migrations.RunPython(remplir, migrations.RunPython.noop)]
