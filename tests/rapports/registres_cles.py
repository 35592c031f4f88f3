"""Small registries with all that the key indicators read, drawn from a seed."""

from datetime import date, timedelta
from random import Random

from activites.models import ActiviteReseautage
from comptes.models import Affectation
from familles.models import (
    Accompagnement,
    Besoin,
    EvaluationIsolement,
    Famille,
    Intervention,
    JalonLienConfiance,
)
from partenaires.models import OffreService, Partenaire
from referencements.models import ConstatTrou, Referencement, SuiviReferencement, TrouDeServices
from tests.comptes.factories import UtilisateurFactory
from tests.territoires.factories import TerritoireFactory

from .registres import DEBUT, FIN

# Days that lie 90 days apart or almost, before and within the period.
LOIN = [date(2023, 11, 15), date(2023, 12, 31), date(2024, 2, 13), date(2024, 3, 2)]
TARD = [date(2024, 2, 13), date(2024, 5, 13), date(2024, 5, 30), date(2024, 5, 31)]
JOURS = [*LOIN, *TARD, DEBUT, FIN, date(2024, 4, 10), date(2024, 6, 1), date(2024, 6, 16)]
COTES = [0, 0, 1, 1, 2, 2, 3, None]
TYPES = ["logement", "alimentation", "repit", "sante_mentale"]
SECTEURS = ["logement", "sante_services_sociaux", "protection_jeunesse", "immigration"]
ETATS = ["reponse_recue", "service_amorce", "mediation_faite", "annulee"]
MODES = ["texto", "domicile", "en_personne_organisme", "accompagnement_physique"]


class Registre:
    """One network of three territoires with all that is read, drawn from a seed."""

    def __init__(self, graine):
        self.hasard = Random(graine)
        self.auteur = UtilisateurFactory()
        self.equipe = [UtilisateurFactory() for _ in range(2)]
        self.territoires = [TerritoireFactory(milieu=m) for m in ("rural", "rural", "urbain")]
        self.partenaires = [self.un_partenaire(rang) for rang in range(7)]
        for combien, creer in [
            (self.entier(1, 6), self.une_famille),
            (self.entier(0, 15), self.un_echange),
            (self.entier(0, 6), self.une_table),
            (self.entier(0, 5), self.une_affectation),
            (self.entier(0, 3), self.un_constat),
        ]:
            for _ in range(combien):
                creer()
        Famille.objects.all().actualiser_compteurs()

    def un_partenaire(self, rang):
        partenaire = Partenaire.objects.create(
            nom=f"P{rang}",
            nature="oca",
            secteur_id=SECTEURS[rang % 4],
            organisme_porteur=self.territoires[0].organisme if rang == 6 else None,
            dans_tout_le_reseau=rang == 5,
            actif=self.entier(0, 5) > 0,
        )
        partenaire.territoires.set(self.territoires[: rang % 3 + 1])
        capacite = self.parmi(["disponible", "liste_attente", "complet", None])
        if capacite:
            OffreService.objects.create(
                partenaire=partenaire,
                type_besoin_id=self.parmi(TYPES),
                capacite=capacite,
                attente_semaines=self.parmi([None, 4, 9]) if capacite == "liste_attente" else None,
            )
        return partenaire

    def une_famille(self):
        famille = Famille.objects.create(
            alias="la famille fictive",
            territoire=self.parmi(self.territoires),
            date_jointe=self.parmi(LOIN),
            saisie_par=self.auteur,
        )
        for _ in range(self.entier(0, 2)):
            le = self.parmi(JOURS)
            accompagnement = Accompagnement.objects.create(
                famille=famille,
                territoire=self.parmi([famille.territoire, famille.territoire, *self.territoires]),
                ptp=self.auteur,
                date_debut=le,
                date_fin=le,
                motif_fin="autre",
            )
            for _ in range(self.entier(1, 3)):
                self.un_contact(famille, accompagnement)
        self.une_histoire(famille)

    def entier(self, minimum, maximum):
        return self.hasard.randint(minimum, maximum)

    def parmi(self, valeurs):
        return self.hasard.choice(list(valeurs))

    def une_histoire(self, famille):
        for _ in range(self.entier(0, 4)):
            self.une_grille(famille)
        for _ in range(self.entier(0, 4)):
            self.un_besoin(famille, self.parmi(TYPES))
        for _ in range(self.entier(0, 2)):
            JalonLienConfiance.objects.create(
                famille=famille,
                etape=self.parmi(["etabli", "en_construction"]),
                date=self.parmi(JOURS),
                saisie_par=self.auteur,
            )

    def une_grille(self, famille):
        initiale = self.entier(0, 2) == 0 or not famille.evaluations.exists()
        precedente = famille.evaluations.filter(correction=None).last()
        corrige = precedente if precedente and self.entier(0, 5) == 0 else None
        EvaluationIsolement.objects.create(
            famille=famille,
            moment=self.parmi(["premier_contact", "lien_etabli"] if initiale else ["suivi", "fin"]),
            vaut_le=self.parmi(LOIN if initiale else TARD),
            frequentation_services=self.parmi(["aucune", "peu", "peu", "reguliere", "inconnue"]),
            corrige=corrige,
            motif_correction="Relue" if corrige else "",
            saisie_par=self.auteur,
            **{d: self.parmi(COTES) for d in EvaluationIsolement.DIMENSIONS},
        )

    def un_besoin(self, famille, type_):
        """Open at most once for a famille and a type, answered as often as need be."""
        le = self.parmi(JOURS)
        deja = famille.besoins.filter(type=type_, etat__in=Besoin.ETATS_OUVERTS).exists()
        etats = [etat for etat in Besoin.Etat if not deja or etat not in Besoin.ETATS_OUVERTS]
        Besoin.objects.create(
            famille=famille,
            type_id=type_,
            etat=self.parmi(etats),
            mis_en_relief_le=le,
            etat_depuis=le + timedelta(days=self.parmi([0, 30, 300])),
        )

    def un_contact(self, famille, accompagnement):
        Intervention.objects.create(
            famille=famille,
            accompagnement=accompagnement,
            territoire=accompagnement.territoire,
            date=self.parmi(JOURS) + timedelta(days=self.entier(0, 3)),
            duree_min=10,
            type_action="informer",
            mode=self.parmi(MODES),
            beneficiaire=self.parmi(["famille", "famille", "partenaire"]),
            saisie_par=self.auteur,
        )

    def un_echange(self):
        """With an answer or not; entrants have no famille."""
        sortant = self.entier(0, 1) == 1
        accompagnement = self.parmi([None, *Accompagnement.objects.all()])
        if sortant and accompagnement is None:
            return
        le = self.parmi(JOURS)
        etat = self.parmi(ETATS) if sortant else "mediation_faite"
        repondu = etat in ETATS[:2]
        referencement = Referencement.objects.create(
            sens="sortant" if sortant else "entrant",
            motif_entrant="" if sortant else "autre",
            famille=accompagnement.famille if sortant else None,
            accompagnement=accompagnement if sortant else None,
            territoire=accompagnement.territoire if sortant else self.territoires[0],
            partenaire=self.parmi(self.partenaires[:6]),
            nature="oca",
            secteur_id="logement",
            type_besoin_id="logement",
            etat=etat,
            vers_porteur=sortant and self.entier(0, 9) == 0,
            service_amorce_le=le + timedelta(days=10) if etat == "service_amorce" else None,
            mode=self.parmi(["", "courriel", "rencontre_a_trois"]),
            date_mediation=le,
            reponse_le=le + timedelta(days=self.entier(0, 9)) if repondu else None,
            saisie_par=self.auteur,
        )
        if repondu:
            self.une_reponse(referencement)

    def une_reponse(self, referencement):
        SuiviReferencement.objects.create(
            referencement=referencement,
            date=self.parmi(JOURS),
            de_etat="mediation_faite",
            vers_etat=self.parmi(["acceptee", "refusee_partenaire"]),
            saisie_par=self.auteur,
        )

    def une_table(self):
        activite = ActiviteReseautage.objects.create(
            territoire=self.parmi(self.territoires[:2]),
            type_action="espaces_dialogue",
            objet="Table",
            date=self.parmi(JOURS),
            duree_min=60,
            saisie_par=self.auteur,
        )
        activite.partenaires.set(self.hasard.sample(self.partenaires, self.entier(0, 5)))

    def une_affectation(self):
        du = self.parmi(JOURS)
        qui, ou = self.parmi(self.equipe), self.parmi(self.territoires)
        ouverte = qui.affectations.filter(territoire=ou, au=None).exists()
        jours = self.parmi([0, 1, 30, 200] if ouverte else [0, 1, 30, 200, None])
        Affectation.objects.create(
            utilisateur=qui,
            role="ptp",
            territoire=ou,
            heures_semaine=self.parmi([None, "12.5", "30", "35"]),
            du=du,
            au=None if jours is None else du + timedelta(days=jours),
        )

    def un_constat(self):
        affectation = Affectation.objects.filter(role="ptp").last()
        ou = affectation.territoire if affectation else self.parmi(self.territoires)
        le = self.parmi(JOURS)
        trou = TrouDeServices.objects.create(territoire=ou, type_id="logement", constate_le=le)
        qui = affectation.utilisateur if affectation and self.entier(0, 1) else self.auteur
        ConstatTrou.objects.create(trou=trou, constate_le=le, saisie_par=qui)
