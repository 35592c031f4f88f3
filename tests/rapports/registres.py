"""Small registries drawn by hypothesis: dates gather around the period's edges and birthdays."""

from datetime import date

from hypothesis import strategies as st

from activites.models import ActiviteDemarchage
from familles.models import Accompagnement, Enfant, EvaluationIsolement, Famille, Intervention
from partenaires.models import Partenaire
from referencements.models import Referencement, SuiviReferencement
from tests.comptes.factories import UtilisateurFactory
from tests.territoires.factories import TerritoireFactory

DEBUT, FIN = date(2024, 2, 29), date(2024, 5, 31)
OBSERVE_AU = date(2024, 6, 15)
JOURS = st.sampled_from(
    [
        date(2023, 11, 15),
        date(2024, 2, 28),
        DEBUT,
        date(2024, 3, 1),
        date(2024, 4, 10),
        date(2024, 5, 10),
        date(2024, 5, 16),
        FIN,
        date(2024, 6, 1),
        date(2024, 6, 15),
        date(2024, 6, 16),
    ]
)
NAISSANCES = st.sampled_from(
    [
        None,
        *(date(2024 - ans, 2, 29) for ans in (4, 8, 16)),
        *(date(2024 - ans, 2, 28) for ans in (0, 5, 6, 18)),
        *(date(2024 - ans, 3, 1) for ans in (0, 5, 6, 18)),
        date(2018, 4, 10),
        date(2018, 4, 11),
        date(2024, 8, 1),
    ]
)
FREQUENTATIONS = st.sampled_from(["aucune", "peu", "reguliere", "inconnue"])
NATURES = st.sampled_from(["oca", "oc_autre", "public"])
SECTEURS = st.sampled_from(["logement", "sante_services_sociaux", "protection_jeunesse"])
STRATEGIES = st.sampled_from(["parcs", "porte_a_porte"])
INITIALES = st.sampled_from(["premier_contact", "lien_etabli", "suivi"])
ETATS = st.sampled_from(
    ["discutee", "mediation_faite", "sans_reponse", "acceptee", "service_amorce", "annulee"]
)


class Registre:
    """One network of three territoires, filled by ``remplir(draw)``."""

    def __init__(self):
        self.auteur = UtilisateurFactory()
        self.territoires = [
            TerritoireFactory(milieu=milieu) for milieu in ("rural", "rural", "urbain")
        ]
        self.partenaires = [
            Partenaire.objects.create(nom=f"P{i}", nature="oca", secteur_id="logement")
            for i in range(2)
        ]

    def remplir(self, data):
        self.tirer = data.draw
        for _ in range(self.entier(0, 4)):
            self.une_famille()
        familles = list(Famille.objects.all())
        for _ in range(self.entier(0, 5)) if familles else ():
            self.un_enfant(familles)
        for _ in range(self.entier(0, 2)):
            self.un_demarchage()
        Famille.objects.all().actualiser_compteurs()

    def entier(self, minimum, maximum):
        return self.tirer(st.integers(minimum, maximum))

    def parmi(self, valeurs):
        return self.tirer(st.sampled_from(valeurs))

    def une_famille(self):
        famille = Famille.objects.create(
            alias="la famille fictive",
            territoire=self.parmi(self.territoires),
            date_jointe=self.tirer(JOURS),
            voie_reperage_id=self.tirer(STRATEGIES | st.none()),
            saisie_par=self.auteur,
        )
        for _ in range(self.entier(0, 2)):
            EvaluationIsolement.objects.create(
                famille=famille,
                moment=self.tirer(INITIALES),
                frequentation_services=self.tirer(FREQUENTATIONS),
                saisie_par=self.auteur,
            )
        for _ in range(self.entier(0, 2)):
            self.un_accompagnement(famille)

    def un_accompagnement(self, famille):
        debut = self.tirer(JOURS)
        accompagnement = Accompagnement.objects.create(
            famille=famille,
            territoire=self.parmi(self.territoires),
            ptp=self.auteur,
            date_debut=debut,
            date_fin=debut,
            motif_fin="autre",
        )
        for _ in range(self.entier(0, 2)):
            Intervention.objects.create(
                famille=famille,
                accompagnement=accompagnement,
                territoire=accompagnement.territoire,
                date=self.tirer(JOURS),
                duree_min=10,
                type_action="informer",
                mode="domicile",
                saisie_par=self.auteur,
            )
        for _ in range(self.entier(0, 4)):
            self.un_referencement(famille, accompagnement)

    def un_referencement(self, famille, accompagnement):
        etat = self.tirer(ETATS)
        entrant = etat != "discutee" and self.entier(0, 3) == 0
        jours = sorted(self.tirer(st.lists(JOURS, min_size=3, max_size=3)))
        referencement = Referencement.objects.create(
            sens="entrant" if entrant else "sortant",
            motif_entrant="autre" if entrant else "",
            famille=None if entrant and etat == "mediation_faite" else famille,
            accompagnement=None if entrant else accompagnement,
            territoire=accompagnement.territoire,
            partenaire=self.parmi(self.partenaires),
            nature=self.tirer(NATURES),
            secteur_id=self.tirer(SECTEURS),
            vers_porteur=self.entier(0, 3) == 0,
            type_besoin_id="logement",
            etat=etat,
            date_mediation=None if etat == "discutee" else jours[0],
            reponse_le=jours[1] if etat in ("acceptee", "service_amorce") else None,
            service_amorce_le=jours[2] if etat == "service_amorce" else None,
            saisie_par=self.auteur,
        )
        for _ in range(self.entier(0, 2)):
            SuiviReferencement.objects.create(
                referencement=referencement,
                date=self.tirer(JOURS),
                de_etat=self.parmi(["", "consentie", "mediation_faite", "acceptee"]),
                vers_etat=etat,
                saisie_par=self.auteur,
            )

    def un_enfant(self, familles):
        naissance = self.tirer(NAISSANCES)
        famille, autre = self.parmi(familles), self.parmi([None, *familles])
        Enfant.objects.create(
            famille=famille,
            autre_famille=None if autre == famille else autre,
            naissance=naissance,
            precision="jour" if naissance else "inconnue",
            ne_compte_plus_des=self.tirer(st.none() | JOURS),
            saisie_par=self.auteur,
        )

    def un_demarchage(self):
        ActiviteDemarchage.objects.create(
            territoire=self.parmi(self.territoires),
            strategie_id=self.tirer(STRATEGIES),
            date=self.tirer(JOURS),
            duree_min=60,
            nb_familles_rencontrees=self.entier(0, 9),
            saisie_par=self.auteur,
        )
