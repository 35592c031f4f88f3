"""The report again, by an independent and naive path: loops over rows in plain Python.

It shares no code with ``rapports``: it loads every row of the tables, knows the definitions of
DOMAINE §4 and nothing of the queries. Slow on purpose.
"""

from collections import defaultdict
from datetime import date, timedelta

from activites.models import ActiviteDemarchage, StrategieDemarchage
from familles.models import Accompagnement, Enfant, EvaluationIsolement, Famille, Intervention
from partenaires.models import Secteur
from referencements.models import Referencement, SuiviReferencement

AVANT = {"", "discutee", "consentie", "declinee_famille"}


def calculer(debut, fin, *, territoires=None, observe_au=None, fin_periode=False):
    """{identifier: (numerateur, denominateur or None, median or None)}; whole network, or the
    territoires given by id."""
    return Registre(debut, fin, territoires, observe_au or date.today(), fin_periode).figures()


def age(naissance, le):
    ans = 0
    while anniversaire(naissance, ans + 1) <= le:
        ans += 1
    return ans


def anniversaire(naissance, ans):
    try:
        return naissance.replace(year=naissance.year + ans)
    except ValueError:
        return date(naissance.year + ans, 3, 1)


def mediane(valeurs):
    valeurs = sorted(valeurs)
    if not valeurs:
        return None
    milieu = len(valeurs) // 2
    if len(valeurs) % 2:
        return float(valeurs[milieu])
    return (valeurs[milieu - 1] + valeurs[milieu]) / 2


class Registre:
    def __init__(self, debut, fin, territoires, observe_au, fin_periode):
        self.debut, self.fin, self.observe_au = debut, fin, observe_au
        self.territoires, self.fin_periode = territoires, fin_periode
        self.familles = {famille.pk: famille for famille in Famille.objects.all()}
        self.referencements = {
            r.pk: r for r in Referencement.objects.all() if r.date_mediation and r.etat != "annulee"
        }
        self.suivis = defaultdict(list)
        for suivi in SuiviReferencement.objects.all():
            if suivi.de_etat not in AVANT:
                self.suivis[suivi.referencement_id].append(suivi.date)
        self.actifs = self._actifs()
        self.jointes = {famille for _, famille in self.actifs}
        self.isolees, self.indeterminees = self._isolement()
        self.nouvelles = self._nouvelles()

    def dans_periode(self, jour):
        return jour is not None and self.debut <= jour <= self.fin

    def dans_portee(self, ligne):
        return self.territoires is None or ligne.territoire_id in self.territoires

    def _actifs(self):
        actifs = set()
        for intervention in Intervention.objects.all():
            if self.dans_periode(intervention.date) and self.dans_portee(intervention):
                actifs.add((intervention.accompagnement_id, intervention.famille_id))
        for referencement in self.referencements.values():
            dates = [referencement.date_mediation, *self.suivis[referencement.pk]]
            if self.dans_portee(referencement) and any(map(self.dans_periode, dates)):
                actifs.add((referencement.accompagnement_id, referencement.famille_id))
        return {paire for paire in actifs if paire[0] is not None}

    def _isolement(self):
        initiales = defaultdict(list)
        evaluations = list(EvaluationIsolement.objects.all())
        corrigees = {evaluation.corrige_id for evaluation in evaluations}
        for e in evaluations:
            initiale = e.moment in ("premier_contact", "lien_etabli")
            connue = e.frequentation_services != "inconnue"
            if initiale and connue and e.pk not in corrigees:
                initiales[e.famille_id].append((e.saisie_le, e.pk, e.frequentation_services))
        isolees, indeterminees = set(), set()
        for famille in self.jointes:
            if not initiales[famille]:
                indeterminees.add(famille)
            elif max(initiales[famille])[2] in ("aucune", "peu"):
                isolees.add(famille)
        return isolees, indeterminees

    def _nouvelles(self):
        debuts = defaultdict(list)
        for accompagnement in Accompagnement.objects.all():
            debuts[accompagnement.famille_id].append(accompagnement.date_debut)
        return {famille for famille in self.jointes if min(debuts[famille]) >= self.debut}

    def figures(self):
        return self._portee() | self._enfants() | self._demarchage() | self._referencements()

    def _portee(self):
        jointes, isolees, inconnues = map(len, (self.jointes, self.isolees, self.indeterminees))
        return {
            "I-01": (jointes, None, None),
            "I-01n": (len(self.nouvelles), None, None),
            "I-01r": (jointes - len(self.nouvelles), None, None),
            "I-02": (isolees, None, None),
            "I-02x": (inconnues, None, None),
            "I-03": (isolees, jointes, None),
            "I-03x": (inconnues, jointes, None),
        }

    def _reference(self, famille):
        if self.fin_periode:
            return self.fin
        return max(self.debut, self.familles[famille].date_jointe)

    def _classe(self, enfant, famille):
        """« a_naitre », « inconnu », an age, or None when the child does not count."""
        if enfant.ne_compte_plus_des and enfant.ne_compte_plus_des < self.debut:
            return None
        if enfant.naissance is None:
            return "inconnu"
        if (enfant.naissance - self.fin).days > 42 * 7:
            return None
        le = self._reference(famille)
        if enfant.naissance > le:
            return "a_naitre"
        ans = age(enfant.naissance, le)
        return ans if ans < 18 else None

    def _enfants(self):
        classes = []
        cibles, cibles_moins_de_5 = set(), set()
        for enfant in Enfant.objects.all():
            liens = [enfant.famille_id, enfant.autre_famille_id]
            liens = [famille for famille in liens if famille in self.jointes]
            for famille in liens:
                classe = self._classe(enfant, famille)
                if famille in self.isolees and (classe == "a_naitre" or classe in range(6)):
                    cibles.add(famille)
                    if classe != 5:
                        cibles_moins_de_5.add(famille)
            if liens:
                classes.append(self._classe(enfant, min(liens, key=self._reference)))
        classes = [classe for classe in classes if classe is not None]
        ages = [classe for classe in classes if isinstance(classe, int)]
        tous, a_naitre = len(classes), classes.count("a_naitre")
        jusqua_5 = sum(1 for ans in ages if ans <= 5)
        return {
            "I-04": (tous, None, None),
            "I-04r": (tous, len(self.jointes), None),
            "I-04ri": (tous, len(self.isolees), None),
            "I-05": (a_naitre, tous, None),
            "I-06": (jusqua_5, tous, None),
            "I-06b": (sum(1 for ans in ages if ans < 5), tous, None),
            "I-06c": (a_naitre + jusqua_5, tous, None),
            "I-07a": (sum(1 for ans in ages if ans >= 6), tous, None),
            "I-07b": (classes.count("inconnu"), tous, None),
            "I-08": (len(cibles), len(self.jointes), None),
            "I-08b": (len(cibles_moins_de_5), len(self.jointes), None),
        }

    def _demarchage(self):
        rencontres = defaultdict(int)
        for activite in ActiviteDemarchage.objects.all():
            if self.dans_periode(activite.date) and self.dans_portee(activite):
                rencontres[activite.strategie_id] += activite.nb_familles_rencontrees
        figures = {"I-00": (sum(rencontres.values()), None, None)}
        for strategie in StrategieDemarchage.objects.all():
            venues = [
                f for f in self.nouvelles if self.familles[f].voie_reperage_id == strategie.code
            ]
            figures[f"I-09.{strategie.code}"] = (len(venues), rencontres[strategie.code], None)
        return figures

    def _referencements(self):
        de_la_periode = [
            r
            for r in self.referencements.values()
            if self.dans_periode(r.date_mediation) and self.dans_portee(r)
        ]
        faits = [r for r in de_la_periode if r.sens == "sortant"]
        return (
            self._par_accompagnement(faits)
            | self._reciprocite(de_la_periode, faits)
            | self._destinations(faits)
            | self._reponses(faits)
        )

    def _par_accompagnement(self, faits):
        nombres = {accompagnement: 0 for accompagnement, _ in self.actifs}
        for referencement in faits:
            nombres[referencement.accompagnement_id] += 1
        tous = list(nombres.values())
        ayant = [n for n in tous if n]
        trois = len([n for n in tous if n >= 3])
        return {
            "I-10a": (len(tous), None, None),
            "I-10": (trois, len(tous), None),
            "I-10v": (trois, len(ayant), None),
            "I-10.0": (tous.count(0), len(tous), None),
            "I-10.1": (tous.count(1), len(tous), None),
            "I-10.2": (tous.count(2), len(tous), None),
            "I-10m": (len(faits), len(tous), mediane(tous)),
            "I-10vm": (len(faits), len(ayant), mediane(ayant)),
        }

    def _reciprocite(self, de_la_periode, faits):
        recus = [r for r in de_la_periode if r.sens == "entrant"]
        references, referents = {r.partenaire_id for r in faits}, {r.partenaire_id for r in recus}
        return {
            "I-11": (len(recus), None, None),
            "I-11b": (len(recus), len(recus) + len(faits), None),
            "I-11r": (len(references & referents), len(references | referents), None),
        }

    def _destinations(self, faits):
        autres = [r for r in faits if not r.vers_porteur]
        vers_oc = [r for r in faits if r.nature in ("oca", "oc_autre")]
        figures = {
            "I-19": (len(faits), None, None),
            "I-12a": (len([r for r in vers_oc if not r.vers_porteur]), len(autres), None),
            "I-12b": (len([r for r in autres if r.nature == "oca"]), len(autres), None),
            "I-12p": (len(faits) - len(autres), len(faits), None),
        }
        for secteur in Secteur.objects.all():
            codes = [secteur.code, *secteur.sous_secteurs.values_list("code", flat=True)]
            for identifiant, lignes in (("I-13", faits), ("I-13oc", vers_oc)):
                du_secteur = [r for r in lignes if r.secteur_id in codes]
                figures[f"{identifiant}.{secteur.code}"] = (len(du_secteur), len(lignes), None)
        return figures

    def _reponses(self, faits):
        mois = timedelta(days=30)
        observes = [r for r in faits if r.date_mediation + mois <= self.observe_au]
        suivis = [
            r
            for r in observes
            if any(r.date_mediation <= d <= r.date_mediation + mois for d in self.suivis[r.pk])
        ]
        delais = [
            (r.reponse_le - r.date_mediation).days
            for r in faits
            if r.reponse_le and r.reponse_le <= self.observe_au
        ]
        amorces = [
            (r.service_amorce_le - r.date_mediation).days
            for r in faits
            if r.service_amorce_le and r.service_amorce_le <= self.observe_au
        ]
        recues = [
            r
            for r in self.referencements.values()
            if r.sens == "sortant" and self.dans_periode(r.reponse_le) and self.dans_portee(r)
        ]
        return {
            "I-14": (len(suivis), len(observes), None),
            "I-15": (len(delais), len(faits), None),
            "I-16": (len(recues), None, None),
            "I-17a": (len(delais), len(faits), mediane(delais)),
            "I-17b": (len(amorces), len(faits), mediane(amorces)),
        }
