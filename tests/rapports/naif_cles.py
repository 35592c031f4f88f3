"""Needs, presence, teams and the key indicators, by the independent and naive path (see ``naif``).

It knows the definitions of DOMAINE §4.3 and §5.3 and loads every row; medians are fractions.
"""

from collections import defaultdict
from datetime import timedelta
from fractions import Fraction

from comptes.models import Affectation
from familles.models import (
    Besoin,
    EvaluationIsolement,
    Intervention,
    JalonLienConfiance,
    PassationFamille,
)
from partenaires.models import Partenaire, TypeBesoin
from referencements.models import ConstatTrou
from territoires.models import Territoire

from . import naif_toile
from .naif import Registre

DIMENSIONS = [
    "services",
    "transport",
    "economique",
    "reseau_soutien",
    "langue_culture",
    "rapport_institutions",
]
MODES = [
    "texto",
    "telephone",
    "reseaux_sociaux",
    "en_personne_milieu",
    "domicile",
    "en_personne_organisme",
    "accompagnement_physique",
    "courriel",
    "visioconference",
    "autre",
]
MISES_EN_CONTACT = [
    "appel_en_presence",
    "accompagnement_sur_place",
    "rencontre_a_trois",
    "appel_au_nom_de",
    "courriel",
]
JOUR = timedelta(days=1)


def calculer(debut, fin, *, territoires=None, observe_au):
    """{identifier: (numerateur, denominateur or None, median or None)}."""
    registre = Registre(debut, fin, territoires, observe_au, fin_periode=False)
    figures = {}
    for partie in (_besoins, _presence, _liens, _isolement, _offre, _equipe, naif_toile.calculer):
        figures |= partie(registre)
    return figures


def mediane(valeurs):
    valeurs = sorted(map(Fraction, valeurs))
    if not valeurs:
        return None
    milieu = len(valeurs) // 2
    return valeurs[milieu] if len(valeurs) % 2 else (valeurs[milieu - 1] + valeurs[milieu]) / 2


# --- Needs ----------------------------------------------------------------------------------------


def _besoins_de_la_periode(r):
    premiers = {}
    for besoin in Besoin.objects.order_by("mis_en_relief_le", "pk"):
        premiers.setdefault((besoin.famille_id, besoin.type_id), besoin)
    return [
        besoin
        for besoin in premiers.values()
        if r.dans_periode(besoin.mis_en_relief_le) and r.dans_portee(r.familles[besoin.famille_id])
    ]


def _besoins(r):
    nouveaux = _besoins_de_la_periode(r)
    figures = {"I-20": (len(nouveaux), None, None)}
    cohorte = [b for b in nouveaux if (r.observe_au - b.mis_en_relief_le).days >= 90]
    figures["B0"] = (len(cohorte), len(nouveaux), None)
    figures |= _reponses(r, "", "", cohorte)
    types = {type_.code: type_ for type_ in TypeBesoin.objects.all()}
    for code in types:
        figures[f"I-20.{code}"] = (len([b for b in nouveaux if b.type_id == code]), None, None)
        figures |= _reponses(r, f".{code}", None, [b for b in cohorte if b.type_id == code])
    for niveau in "123T":
        du_niveau = [b for b in nouveaux if types[b.type_id].niveau == niveau]
        figures[f"I-20n.{niveau}"] = (len(du_niveau), None, None)
        observes = [b for b in cohorte if b in du_niveau]
        figures |= _reponses(r, f"n.{niveau}", None, observes)
    return figures


def _reponses(r, suffixe, stricte, cohorte):
    etats = [b.etat if b.etat_depuis <= r.observe_au else "mis_en_relief" for b in cohorte]
    gardes = [etat for etat in etats if etat != "retire_par_famille"]
    demies = 2 * gardes.count("repondu") + gardes.count("partiellement_repondu")
    figures = {
        f"B1{suffixe}": (demies, 2 * len(gardes), None),
        f"B2{suffixe}": (etats.count("trou_de_services"), len(etats), None),
    }
    if stricte is not None:
        figures["B1s"] = (gardes.count("repondu"), len(gardes), None)
    return figures


# --- Presence -------------------------------------------------------------------------------------


def _presence(r):
    toutes = [i for i in Intervention.objects.all() if r.dans_periode(i.date) and r.dans_portee(i)]
    contacts = [i for i in toutes if i.beneficiaire == "famille"]
    dehors = [
        i
        for i in contacts
        if i.mode in ("en_personne_milieu", "domicile", "accompagnement_physique")
    ]
    dedans = [i for i in contacts if i.mode == "en_personne_organisme"]
    faits = _faits(r)
    chaleureux = ("appel_en_presence", "accompagnement_sur_place", "rencontre_a_trois")
    actifs = {i.territoire_id for i in toutes}
    types = [t.organisme.type for t in Territoire.objects.all() if t.pk in actifs]
    return {
        "I-24": (len(dehors), len(dehors) + len(dedans), None),
        "I-26": (len([i for i in contacts if i.date.weekday() >= 5]), len(contacts), None),
        "I-27": (len([f for f in faits if f.mode in chaleureux]), len(faits), None),
        "I-40p": (len(set(types)), None, None),
        **{
            f"I-24m.{mode}": (len([i for i in contacts if i.mode == mode]), len(contacts), None)
            for mode in MODES
        },
        **{
            f"I-27m.{mode}": (len([f for f in faits if f.mode == mode]), len(faits), None)
            for mode in MISES_EN_CONTACT
        },
        **{f"I-40o.{t}": (types.count(t), None, None) for t in ("OCF", "CPSC", "OCF_CPSC")},
    }


def _faits(r):
    return [
        f
        for f in r.referencements.values()
        if f.sens == "sortant" and r.dans_periode(f.date_mediation) and r.dans_portee(f)
    ]


# --- Trust and isolation --------------------------------------------------------------------------


def _liens(r):
    delais = []
    for famille in r.jointes:
        etablis = [
            jalon.date
            for jalon in JalonLienConfiance.objects.filter(famille=famille, etape="etabli")
            if jalon.date <= r.fin
        ]
        if etablis:
            delais.append(max(0, (min(etablis) - r.familles[famille].date_jointe).days))
    jointes = len(r.jointes)
    return {
        "I-23": (len(delais), jointes, None),
        "I-23d": (len(delais), jointes, mediane(delais)),
    }


def _score(grille):
    cotes = [getattr(grille, d) for d in DIMENSIONS if getattr(grille, d) is not None]
    return Fraction(sum(cotes), 3 * len(cotes)) if len(cotes) >= 4 else None


def _deux(r, grilles, utile):
    """The last recorded of the first contact, and the latest at least 90 days after it."""
    utiles = [g for g in grilles if utile(g)]
    initiales = [g for g in utiles if g.moment in ("premier_contact", "lien_etabli")]
    if not initiales:
        return None, None
    avant = max(initiales, key=lambda g: (g.saisie_le, g.pk))
    ensuite = [
        g
        for g in utiles
        if g not in initiales and g.vaut_le <= r.fin and (g.vaut_le - avant.vaut_le).days >= 90
    ]
    return avant, max(ensuite, key=lambda g: (g.vaut_le, g.pk)) if ensuite else None


def _isolement(r):
    corrigees = set(EvaluationIsolement.objects.values_list("corrige", flat=True))
    par_famille = defaultdict(list)
    for grille in EvaluationIsolement.objects.all():
        if grille.pk not in corrigees:
            par_famille[grille.famille_id].append(grille)
    paires, seules, redites = [], [], []
    for famille in r.isolees:
        avant, apres = _deux(r, par_famille[famille], lambda g: _score(g) is not None)
        if apres:
            paires.append((avant, apres))
        elif avant:
            seules.append(avant)
        _, redite = _deux(r, par_famille[famille], lambda g: g.frequentation_services != "inconnue")
        if redite:
            redites.append(redite.frequentation_services)
    isolees = len(r.isolees)
    baisses = [1 for avant, apres in paires if _score(apres) < _score(avant)]
    return {
        "A0": (len(paires), isolees, None),
        "A0p": (len(paires), isolees, mediane(100 * _score(avant) for avant, _ in paires)),
        "A0s": (len(seules), isolees, mediane(100 * _score(avant) for avant in seules)),
        "A1": (len(baisses), len(paires), None),
        "A3": (redites.count("reguliere"), len(redites), None),
        "A3c": (len(redites), isolees, None),
        "A4": (_ressources(r), isolees, None),
        **{f"A2.{d}": _ecarts(paires, d) for d in DIMENSIONS},
    }


def _ecarts(paires, dimension):
    ecarts = [
        getattr(apres, dimension) - getattr(avant, dimension)
        for avant, apres in paires
        if None not in (getattr(avant, dimension), getattr(apres, dimension))
    ]
    return len(ecarts), len(paires), mediane(ecarts)


def _ressources(r):
    premieres = {}
    amorces = [f for f in r.referencements.values() if f.sens == "sortant" and f.service_amorce_le]
    for fait in sorted(amorces, key=lambda f: (f.service_amorce_le, f.pk)):
        premieres.setdefault((fait.famille_id, fait.partenaire_id), fait)
    return sum(
        famille in r.isolees and r.dans_periode(fait.service_amorce_le) and r.dans_portee(fait)
        for (famille, _), fait in premieres.items()
    )


# --- Offer ----------------------------------------------------------------------------------------


def _dans(r, territoire):
    return r.territoires is None or territoire in r.territoires


def _offre(r):
    besoins = _besoins_de_la_periode(r)
    desservent = [
        p
        for p in Partenaire.objects.filter(actif=True)
        if p.dans_tout_le_reseau or any(_dans(r, t.pk) for t in p.territoires.all())
    ]
    figures = {}
    for type_ in TypeBesoin.objects.all():
        offres = [o for p in desservent for o in p.offres.all() if o.type_besoin_id == type_.code]
        attentes = [
            0 if o.capacite == "disponible" else o.attente_semaines
            for o in offres
            if o.capacite == "disponible" or o.attente_semaines is not None
        ]
        demandes = [b for b in besoins if b.type_id == type_.code]
        figures[f"B3.{type_.code}"] = (len(demandes), len(offres), None)
        figures[f"B3w.{type_.code}"] = (len(attentes), len(offres), mediane(attentes))
    repondus = [f for f in _faits(r) if f.reponse_le and f.reponse_le <= r.observe_au]
    acceptes = [
        f
        for f in repondus
        if any(
            s.vers_etat in ("acceptee", "service_amorce") and s.date <= r.observe_au
            for s in f.suivis.all()
        )
    ]
    figures["B4"] = (len(acceptes), len(repondus), None)
    return figures


# --- Team -----------------------------------------------------------------------------------------


def _jours(debut, fin):
    while debut <= fin:
        yield debut
        debut += JOUR


def _equipe(r):
    postes = [
        a
        for a in Affectation.objects.filter(role="ptp")
        if _dans(r, a.territoire_id) and a.du <= r.fin
    ]
    jusqua = min(r.fin, r.observe_au)
    periode = set(_jours(r.debut, jusqua))
    couverts = {
        a.pk: {j for j in periode if a.du <= j and (a.au is None or j <= a.au)} for a in postes
    }
    actifs = [a for a in postes if couverts[a.pk]]
    connues = [a for a in actifs if a.heures_semaine is not None]
    minutes = [
        _demie_vers_le_haut(Fraction(a.heures_semaine) * 60 * len(couverts[a.pk]) / 7)
        for a in connues
    ]
    departs = sum(_part(a, postes, periode) for a in actifs)
    durees = [((min(jusqua, a.au) if a.au else jusqua) - a.du).days + 1 for a in actifs]
    return {
        "I-33": _revelatrices(r, postes),
        "I-41h": (sum(minutes), None, None),
        "I-41e": (len([a for a in connues if a.heures_semaine >= 30]), len(connues), None),
        "I-41x": (departs, None, None),
        "I-41t": (departs * len(periode), _jours_personnes(postes, couverts), None),
        "I-41v": (_jours_sans_ptp(postes, couverts, periode), None, None),
        "I-41l": (len(durees), len(actifs), mediane(durees)),
        "I-41p": _passations(r, periode),
    }


def _passations(r, periode):
    lignes = [
        ligne
        for ligne in PassationFamille.objects.select_related("passation")
        if _dans(r, ligne.passation.territoire_id) and ligne.passation.dernier_jour in periode
    ]
    faites = {
        ligne.famille_id
        for ligne in lignes
        if ligne.reponse == "oui" and ligne.conclue_le and ligne.conclue_le <= r.observe_au
    }
    return (len(faites), len({ligne.famille_id for ligne in lignes}), None)


def _demie_vers_le_haut(valeur):
    entier = int(valeur)
    return entier + 1 if valeur - entier >= Fraction(1, 2) else entier


def _part(poste, postes, periode):
    if poste.au not in periode:
        return False
    siens = [
        a
        for a in postes
        if (a.utilisateur_id, a.territoire_id) == (poste.utilisateur_id, poste.territoire_id)
    ]
    lendemain = poste.au + JOUR
    return not any(a.du <= lendemain and (a.au is None or a.au >= lendemain) for a in siens)


def _jours_personnes(postes, couverts):
    presences = set()
    for poste in postes:
        for jour in couverts[poste.pk]:
            presences.add((poste.utilisateur_id, poste.territoire_id, jour))
    return len(presences)


def _jours_sans_ptp(postes, couverts, periode):
    jours = 0
    for territoire in {a.territoire_id for a in postes}:
        siens = [a for a in postes if a.territoire_id == territoire]
        depuis = min(a.du for a in siens)
        occupes = set().union(*(couverts[a.pk] for a in siens))
        jours += len([j for j in periode if j >= depuis and j not in occupes])
    return jours


def _revelatrices(r, postes):
    affectees, revelatrices = set(), set()
    for poste in postes:
        if poste.au is None or poste.au >= r.debut:
            affectees.add(poste.utilisateur_id)
            if any(
                r.dans_periode(constat.constate_le)
                and constat.saisie_par_id == poste.utilisateur_id
                and constat.trou.territoire_id == poste.territoire_id
                for constat in ConstatTrou.objects.select_related("trou")
            ):
                revelatrices.add(poste.utilisateur_id)
    return len(revelatrices), len(affectees), None
