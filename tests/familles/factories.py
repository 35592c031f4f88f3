from datetime import date

import factory
from factory.django import DjangoModelFactory

from activites.models import ModeContact, TypeAction
from familles.models import (
    Accompagnement,
    Adulte,
    Besoin,
    Enfant,
    EvaluationIsolement,
    Famille,
    IdentiteFamille,
    Intervention,
    JalonLienConfiance,
    Promesse,
    RendezVous,
    TypeVulnerabilite,
    Vulnerabilite,
)
from partenaires.models import TypeBesoin
from tests.comptes.factories import UtilisateurFactory
from tests.territoires.factories import TerritoireFactory


class SaisieFactory(DjangoModelFactory):
    class Meta:
        abstract = True

    saisie_par = factory.SubFactory(UtilisateurFactory)


class FamilleFactory(SaisieFactory):
    class Meta:
        model = Famille

    alias = factory.Sequence(lambda n: f"la famille du parc {n}")
    territoire = factory.SubFactory(TerritoireFactory)
    date_jointe = date(2024, 3, 1)


class DeLaFamilleFactory(DjangoModelFactory):
    class Meta:
        abstract = True

    famille = factory.SubFactory(FamilleFactory)


class SaisieDeLaFamilleFactory(DeLaFamilleFactory):
    class Meta:
        abstract = True

    saisie_par = factory.SelfAttribute("famille.saisie_par")


class IdentiteFamilleFactory(DeLaFamilleFactory):
    class Meta:
        model = IdentiteFamille

    nom = "Levesque-Fictive"


class AdulteFactory(SaisieDeLaFamilleFactory):
    class Meta:
        model = Adulte

    lien = Adulte.Lien.MERE


class EnfantFactory(SaisieDeLaFamilleFactory):
    class Meta:
        model = Enfant

    naissance = date(2022, 5, 10)
    precision = Enfant.Precision.JOUR


class BesoinFactory(DeLaFamilleFactory):
    class Meta:
        model = Besoin

    type = factory.LazyFunction(lambda: TypeBesoin.objects.get(code="logement"))
    mis_en_relief_le = date(2024, 3, 1)
    etat_depuis = date(2024, 3, 1)


class VulnerabiliteFactory(SaisieDeLaFamilleFactory):
    class Meta:
        model = Vulnerabilite

    type = factory.LazyFunction(lambda: TypeVulnerabilite.objects.get(code="monoparentalite"))
    constatee_le = date(2024, 3, 1)


class EvaluationIsolementFactory(SaisieDeLaFamilleFactory):
    class Meta:
        model = EvaluationIsolement

    moment = EvaluationIsolement.Moment.PREMIER_CONTACT
    vaut_le = date(2024, 3, 1)


class JalonLienConfianceFactory(SaisieDeLaFamilleFactory):
    class Meta:
        model = JalonLienConfiance

    etape = JalonLienConfiance.Etape.EN_CONSTRUCTION
    date = date(2024, 4, 1)


class PromesseFactory(SaisieDeLaFamilleFactory):
    class Meta:
        model = Promesse

    texte = "Apporter la liste des haltes-garderies"


class RendezVousFactory(SaisieDeLaFamilleFactory):
    class Meta:
        model = RendezVous

    prevu_le = date(2024, 6, 10)


class AccompagnementFactory(DeLaFamilleFactory):
    class Meta:
        model = Accompagnement

    territoire = factory.SelfAttribute("famille.territoire")
    ptp = factory.SelfAttribute("famille.saisie_par")
    date_debut = date(2024, 3, 1)


class InterventionFactory(SaisieDeLaFamilleFactory):
    """Written as it stands: ``Intervention.consigner`` is what starts an accompagnement."""

    class Meta:
        model = Intervention

    accompagnement = factory.SubFactory(
        AccompagnementFactory, famille=factory.SelfAttribute("..famille")
    )
    territoire = factory.SelfAttribute("famille.territoire")
    type_action = TypeAction.LIEN_CONFIANCE
    mode = ModeContact.TEXTO
    date = date(2024, 4, 1)
    duree_min = 15
