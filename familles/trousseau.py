"""The keys of the familles, written apart from the backups of the base (decision 0038).

A backup of the base holds no row of ``CleFamille``; the file of the keys is replaced at each
backup. So an older backup is read with the keys of today: a famille whose key was destroyed since
stays unreadable in it. The keys in the file are under the master keys, as in the base.
"""

import json
from base64 import b64decode, b64encode
from typing import TextIO

from django.db import transaction

from familles.models.cle import LOT, CleFamille, oublier
from familles.models.famille import Famille

TABLE = CleFamille._meta.db_table


def exporter(fichier: TextIO) -> int:
    """One key a line, in JSON; how many."""
    nombre = 0
    for cle in CleFamille.objects.order_by("pk").iterator():
        ligne = {"code": cle.code, "famille": cle.famille, "marque": cle.marque}
        ligne["scelle"] = b64encode(bytes(cle.scelle)).decode()
        fichier.write(json.dumps(ligne) + "\n")
        nombre += 1
    return nombre


@transaction.atomic
def importer(fichier: TextIO) -> int:
    """In place of the keys of the base, those of the file: of the familles that the base holds,
    and of nobody’s. How many. Call it once the base is restored."""
    CleFamille.objects.all().delete()
    connues = dict(Famille.toutes.values_list("code", "pk"))
    cles = [
        CleFamille(**ligne | {"scelle": b64decode(ligne["scelle"])})
        for ligne in map(json.loads, fichier)
        if ligne["famille"] is None or connues.get(ligne["code"]) == ligne["famille"]
    ]
    CleFamille.objects.bulk_create(cles, batch_size=LOT)
    oublier()
    return len(cles)
