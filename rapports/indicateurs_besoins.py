"""The indicators of needs, of presence beside familles and of teams (DOMAINE §4.3, §5.1).

Declared like the others (see ``indicateurs``); ``complement`` computes them.
"""

from functools import partial

from .definitions import Calcul, Indicateur, Liste, Rubrique

_besoins = partial(Indicateur, rubrique=Rubrique.BESOINS, source="DOMAINE §4.3")
_presence = partial(Indicateur, rubrique=Rubrique.PRESENCE, source="DOMAINE §5.1, Q2")
_equipe = partial(Indicateur, rubrique=Rubrique.EQUIPE, source="DOMAINE §4.3, I-41")

_CONTACTS = "Interventions de la période auprès des familles"
_SORTANTS = "I-19, référencements faits"

INDICATEURS_BESOINS: tuple[Indicateur, ...] = (
    _besoins(
        id="I-20",
        libelle="Besoins mis en relief",
        definition="Besoins distincts, un par famille et par type, mis en relief pour la première "
        "fois dans la période. Un besoin qui revient plus tard ne compte pas de nouveau.",
        numerateur="Couples distincts d’une famille et d’un type de besoin",
        unite="besoins",
        calcul=Calcul.NOMBRE,
    ),
    _besoins(
        id="I-20n",
        libelle="Besoins mis en relief, par niveau",
        definition="Comme I-20, selon le niveau : les besoins de base d’abord.",
        numerateur="Besoins mis en relief (I-20) de ce niveau",
        unite="besoins",
        calcul=Calcul.NOMBRE,
        liste=Liste.NIVEAU,
    ),
    _besoins(
        id="I-23",
        libelle="Familles avec un lien de confiance établi",
        definition="Part des familles jointes dont un lien de confiance est dit « établi », une "
        "première fois, au plus tard le dernier jour de la période. C’est un jalon daté par la "
        "PTP, jamais une note donnée au parent.",
        numerateur="Familles jointes, premier jalon « établi » au plus tard le dernier jour",
        denominateur="I-01, familles jointes",
    ),
    _besoins(
        id="I-23d",
        libelle="Délai médian jusqu’au lien de confiance",
        definition="Du jour où la famille a été jointe au premier jalon « établi », parmi les "
        "familles d’I-23. Un jalon plus ancien que ce jour compte pour 0.",
        numerateur="Familles avec un lien de confiance établi (I-23)",
        denominateur="I-01, familles jointes",
        unite="jours",
        calcul=Calcul.MEDIANE,
        additif=False,
    ),
    _presence(
        id="I-24",
        libelle="Rencontres hors bureau",
        definition="Part des rencontres en personne avec les familles qui se font ailleurs qu’à "
        "l’organisme porteur : dans le milieu de vie, à domicile, ou en les accompagnant à un "
        "rendez-vous.",
        numerateur="Interventions en personne ailleurs qu’à l’organisme porteur",
        denominateur="Interventions en personne auprès des familles",
    ),
    _presence(
        id="I-24m",
        libelle="Part du mode de contact",
        definition="Comment se font les contacts avec les familles. L’accompagnement physique à un "
        "rendez-vous est un de ces modes.",
        numerateur="Interventions auprès des familles de ce mode",
        denominateur=_CONTACTS,
        liste=Liste.MODE_CONTACT,
    ),
    _presence(
        id="I-26",
        libelle="Contacts la fin de semaine",
        definition="Part des contacts avec les familles datés d’un samedi ou d’un dimanche. "
        "L’heure n’est pas consignée : le soir ne se mesure pas.",
        numerateur="Interventions auprès des familles un samedi ou un dimanche",
        denominateur=_CONTACTS,
    ),
    _presence(
        id="I-27",
        libelle="Mises en contact faites avec la famille",
        definition="Part des référencements faits dont la mise en contact s’est faite en présence "
        "de la famille : appel avec elle, accompagnement sur place ou rencontre à trois.",
        numerateur="Référencements faits, mise en contact en présence de la famille",
        denominateur=_SORTANTS,
    ),
    _presence(
        id="I-27m",
        libelle="Part du mode de mise en contact",
        definition="Comment la famille et l’organisme sont mis en contact. Ce qui manque à 100 % "
        "n’a pas de mode consigné.",
        numerateur="Référencements faits de ce mode",
        denominateur=_SORTANTS,
        liste=Liste.MISE_EN_CONTACT,
    ),
    Indicateur(
        id="I-33",
        libelle="PTP révélant des trous de services",
        definition="Part des PTP affectées dans la période qui y ont consigné au moins un constat "
        "de trou de services, sur leur territoire.",
        numerateur="PTP affectées ayant consigné un constat daté de la période",
        denominateur="PTP affectées dans la période",
        rubrique=Rubrique.TROUS,
        source="DOMAINE §4.3, variante du registre",
    ),
    Indicateur(
        id="I-40p",
        libelle="Types d’organismes porteurs actifs",
        definition="Types d’organisme porteur, OCF, CPSC ou les deux, dont un territoire au moins "
        "a une intervention datée de la période.",
        numerateur="Types d’organisme porteur avec une intervention",
        unite="types",
        calcul=Calcul.NOMBRE,
        additif=False,
        rubrique=Rubrique.COUVERTURE,
        source="DOMAINE §4.3, I-40",
    ),
    Indicateur(
        id="I-40o",
        libelle="Territoires actifs, par type d’organisme",
        definition="Comme I-40, selon le type de l’organisme porteur.",
        numerateur="Territoires de ce type avec une intervention dans la période",
        unite="territoires",
        calcul=Calcul.NOMBRE,
        additif=False,
        rubrique=Rubrique.COUVERTURE,
        source="DOMAINE §4.3, I-40",
        liste=Liste.TYPE_PORTEUR,
    ),
    _equipe(
        id="I-41h",
        libelle="Heures affectées",
        definition="Heures par semaine des affectations de PTP, pour les jours de la période "
        "qu’elles couvrent, jusqu’à la date d’observation. Une affectation sans heures notées "
        "n’ajoute rien.",
        numerateur="Somme des heures affectées",
        unite="minutes",
        calcul=Calcul.NOMBRE,
    ),
    _equipe(
        id="I-41e",
        libelle="Affectations de 30 heures ou plus",
        definition="Part des affectations de PTP de la période qui sont de 30 heures ou plus par "
        "semaine, parmi celles dont les heures sont notées.",
        numerateur="Affectations de 30 heures ou plus par semaine",
        denominateur="Affectations de la période dont les heures sont notées",
    ),
    _equipe(
        id="I-41x",
        libelle="Départs de PTP",
        definition="Affectations de PTP dont le dernier jour est dans la période et qui ne sont "
        "pas suivies, le lendemain au plus tard, d’une autre de la même personne au même endroit.",
        numerateur="Affectations terminées dans la période",
        unite="départs",
        calcul=Calcul.NOMBRE,
    ),
    _equipe(
        id="I-41t",
        libelle="Roulement des PTP",
        definition="Départs de la période rapportés à l’effectif moyen, qui compte chaque PTP pour "
        "les jours où elle est affectée. Ce n’est pas un taux annuel.",
        numerateur="Départs (I-41x), multipliés par les jours de la période",
        denominateur="Jours d’affectation des PTP dans la période",
    ),
    _equipe(
        id="I-41v",
        libelle="Jours sans PTP",
        definition="Jours de la période où un territoire qui a déjà eu une PTP n’en a aucune, "
        "jusqu’à la date d’observation. Les autres chiffres de la période se lisent avec celui-ci.",
        numerateur="Somme des jours sans PTP de chaque territoire",
        unite="jours",
        calcul=Calcul.NOMBRE,
    ),
    _equipe(
        id="I-41l",
        libelle="Durée médiane des affectations",
        definition="Du premier jour de l’affectation à son dernier, ou au dernier jour de la "
        "période si elle continue, affectations de PTP de la période.",
        numerateur="Affectations de la période",
        denominateur="Affectations de la période",
        unite="jours",
        calcul=Calcul.MEDIANE,
        additif=False,
    ),
    _equipe(
        id="I-41p",
        libelle="Familles avec passation faite",
        definition="Parmi les familles que devait passer une PTP dont le dernier jour est dans la "
        "période, celles qui ont dit oui à la relève et dont la passation est conclue à la date "
        "d’observation. Un non est respecté et ne compte pas comme un échec\u00a0: "
        "il se lit à part.",
        numerateur="Familles qui ont dit oui, passation conclue",
        denominateur="Familles à passer par les PTP dont le dernier jour est dans la période",
        additif=False,
    ),
)
