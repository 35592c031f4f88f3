"""What must always be true of a référencement, whatever writes it."""

from django.db import models
from django.db.models import F, Q

from . import etats
from .etats import Etat

CONTRAINTES = [
    models.CheckConstraint(
        name="referencement_mediation_selon_etat",
        condition=Q(etat__in=[*etats.AVANT_MEDIATION], date_mediation__isnull=True)
        | Q(
            etat__in=[*etats.EN_ATTENTE_DE_REPONSE, *etats.REPONDUS],
            date_mediation__isnull=False,
        )
        | Q(etat__in=[Etat.ABANDONNEE_FAMILLE, Etat.ANNULEE]),
        violation_error_message=(
            "Un référencement compte dès le contact personnalisé\u00a0: donnez-en la date."
        ),
    ),
    models.CheckConstraint(
        name="referencement_reponse_selon_etat",
        condition=Q(etat__in=[*etats.REPONDUS], reponse_le__isnull=False)
        | Q(
            etat__in=[
                *etats.AVANT_MEDIATION,
                *etats.EN_ATTENTE_DE_REPONSE,
                Etat.ANNULEE,
            ],
            reponse_le__isnull=True,
        )
        | Q(etat=Etat.ABANDONNEE_FAMILLE),
        violation_error_message="Une réponse reçue va avec sa date.",
    ),
    models.CheckConstraint(
        name="referencement_dates_en_ordre",
        condition=(Q(reponse_le__isnull=True) | Q(reponse_le__gte=F("date_mediation")))
        & (Q(service_amorce_le__isnull=True) | Q(service_amorce_le__gte=F("reponse_le"))),
        violation_error_message=(
            "Les dates se suivent\u00a0: contact personnalisé, réponse, service amorcé."
        ),
    ),
    models.CheckConstraint(
        name="referencement_refus_motive",
        condition=Q(etat=Etat.REFUSEE_PARTENAIRE, motif_refus__gt="")
        | (~Q(etat=Etat.REFUSEE_PARTENAIRE) & Q(motif_refus="")),
        violation_error_message="Un refus va avec son motif.",
    ),
    models.CheckConstraint(
        name="referencement_selon_sens",
        condition=Q(sens="sortant", famille__isnull=False, motif_entrant="")
        | Q(sens="entrant", motif_entrant__gt="", date_mediation__isnull=False),
        violation_error_message=(
            "Un référencement sortant part d’une famille; un entrant dit pourquoi "
            "le partenaire réfère, et quand."
        ),
    ),
    models.CheckConstraint(
        name="referencement_dans_un_accompagnement",
        condition=Q(sens="entrant")
        | Q(date_mediation__isnull=True)
        | Q(accompagnement__isnull=False),
        violation_error_message="Un référencement fait appartient à un accompagnement.",
    ),
    models.CheckConstraint(
        name="referencement_entrant_pris_en_charge_avec_famille",
        condition=Q(famille__isnull=False) | ~Q(etat__in=[*etats.PRIS_EN_CHARGE]),
        violation_error_message="Dites quelle famille vous prenez en charge.",
    ),
    models.CheckConstraint(
        name="referencement_sortant_saisi_par_une_ptp",
        condition=Q(saisie_par__isnull=False) | Q(sens="entrant"),
        violation_error_message="Un référencement sortant est saisi par une PTP.",
    ),
    models.CheckConstraint(
        name="referencement_accuse_selon_sens",
        condition=Q(accuse_le__isnull=True) | Q(sens="entrant"),
        violation_error_message="On accuse réception d’un référencement reçu.",
    ),
]
