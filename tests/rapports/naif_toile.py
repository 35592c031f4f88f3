"""The toiles of the territoires, by the independent and naive path (see ``naif_cles``)."""

from collections import defaultdict
from datetime import timedelta
from itertools import combinations

from activites.models import ActiviteReseautage
from referencements.models import Referencement
from territoires.models import Territoire

JOUR = timedelta(days=1)


def calculer(r):
    sommes = defaultdict(lambda: [0, 0])
    for territoire in Territoire.objects.select_related("organisme"):
        if r.territoires is None or territoire.pk in r.territoires:
            for cle, (n, d) in _toile(r, territoire).items():
                sommes[cle][0] += n
                sommes[cle][1] += d
    cles = [f"C{rang}" for rang in range(9)]
    return {c: (sommes[c][0], None if c == "C1" else sommes[c][1], None) for c in cles}


def _echanges(territoire, debut, fin):
    return {
        (ref.partenaire_id, ref.sens)
        for ref in Referencement.objects.filter(territoire=territoire, vers_porteur=False)
        if ref.date_mediation and ref.etat != "annulee" and debut <= ref.date_mediation <= fin
    }


def _tables(r, territoire):
    return [
        [p for p in activite.partenaires.all() if not _est_le_porteur(p, territoire)]
        for activite in ActiviteReseautage.objects.filter(territoire=territoire)
        if r.dans_periode(activite.date)
    ]


def _est_le_porteur(partenaire, territoire):
    return partenaire.organisme_porteur_id == territoire.organisme_id


def _toile(r, territoire):
    echanges = _echanges(territoire, r.debut, r.fin)
    duree = (r.fin - r.debut).days + 1
    avant = _echanges(territoire, r.debut - duree * JOUR, r.debut - JOUR)
    tables = _tables(r, territoire)
    secteurs = {p.pk: p.secteur.parent_id or p.secteur_id for table in tables for p in table}
    liens = {
        frozenset((un.pk, autre.pk)) for table in tables for un, autre in combinations(table, 2)
    }
    partenaires = {pk for pk, _ in echanges} | set(secteurs)
    reunies = [table for table in tables if len(table) >= 2]
    diverses = [table for table in reunies if len({secteurs[p.pk] for p in table}) >= 3]
    repertoire = {
        p.pk
        for p in territoire.partenaires.filter(actif=True)
        if not _est_le_porteur(p, territoire)
    }
    figures = {
        "C1": (len(partenaires), 0),
        "C0": (int(len(partenaires) >= 4), int(bool(partenaires))),
        "C2": (len(repertoire & {pk for pk, _ in echanges}), len(repertoire)),
        "C8": (len(diverses), len(reunies)),
    }
    if len(partenaires) >= 4:
        figures |= _grande_toile(echanges, avant, liens, partenaires, secteurs)
    return figures


def _grande_toile(echanges, avant, liens, partenaires, secteurs):
    echangeurs = {pk for pk, _ in echanges}
    mutuels = [pk for pk in echangeurs if {(pk, "sortant"), (pk, "entrant")} <= echanges]
    paires = [frozenset(paire) for paire in combinations(partenaires, 2)]
    ouverts = [lien for lien in liens if len({secteurs[pk] for pk in lien}) == 2]
    seules = [
        (un, autre)
        for un, autre in paires
        if frozenset((un, autre)) not in liens
        and not any({frozenset((un, x)), frozenset((x, autre))} <= liens for x in partenaires)
    ]
    comparables = avant and echanges
    return {
        "C3": (len(mutuels), len(echangeurs)),
        "C4": (len(liens), len(paires)),
        "C5": (len(ouverts), len(liens)),
        "C6": (len(seules), len(paires)),
        "C7": (len(avant & echanges), len(avant | echanges)) if comparables else (0, 0),
    }
