"""The indicators, each declared once (DOMAINE §4.1, §4.2).

Pages, exports, help texts and ``docs/indicateurs.md`` are generated from here; ``calculs`` fills
them. Some are declared once for each value of a reference list, « I-13.<secteur> »: ``tous()``
spreads them over the values.
"""

from collections.abc import Iterable
from functools import partial

from activites.models import StrategieDemarchage
from partenaires.models import Secteur

from .definitions import Calcul, Indicateur, Liste, Rubrique

VERSION_DEFINITIONS = "1.1"

_portee = partial(Indicateur, rubrique=Rubrique.PORTEE, source="DOMAINE §4.1")
_nombre_portee = partial(_portee, calcul=Calcul.NOMBRE)
_referencements = partial(Indicateur, rubrique=Rubrique.REFERENCEMENTS, source="DOMAINE §4.2")
_nombre_referencements = partial(_referencements, calcul=Calcul.NOMBRE)
_mediane = partial(_referencements, calcul=Calcul.MEDIANE, additif=False)

_JOINTES = "I-01, familles jointes"
_ENFANTS = "I-04, enfants"
_ACCOMPAGNEMENTS = "I-10a, accompagnements actifs"
_SORTANTS = "I-19, référencements faits"
_SORTANTS_HORS_PORTEUR = "Référencements faits, sauf ceux vers l’organisme porteur lui-même"
_DATE_REFERENCE = (
    "L’âge est celui de l’entrée dans la période : le début de la période ou, si elle est plus "
    "récente, la date où la famille a été jointe."
)

INDICATEURS: tuple[Indicateur, ...] = (
    _nombre_portee(
        id="I-00",
        libelle="Familles rencontrées en démarchage",
        definition="Rencontres anonymes notées pendant les activités de démarchage. Une même "
        "famille peut être rencontrée plusieurs fois.",
        numerateur="Somme des familles rencontrées, activités de démarchage de la période",
        unite="rencontres",
    ),
    _nombre_portee(
        id="I-01",
        libelle="Familles jointes par l’accompagnement",
        definition="Familles distinctes dont un accompagnement compte au moins une intervention, "
        "un référencement ou un suivi de référencement daté de la période. Une famille ouverte "
        "mais sans action dans la période ne compte pas; une fin suivie d’une reprise compte une "
        "fois.",
        numerateur="Familles distinctes accompagnées dans la période",
        unite="familles",
        source="DOMAINE §4.1, F01",
    ),
    _nombre_portee(
        id="I-01n",
        libelle="Familles nouvelles",
        definition="Familles jointes dont le premier accompagnement commence dans la période.",
        numerateur="Familles jointes, premier accompagnement commencé dans la période",
        unite="familles",
    ),
    _nombre_portee(
        id="I-01r",
        libelle="Familles reconduites",
        definition="Familles jointes dont le premier accompagnement a commencé avant la période.",
        numerateur="Familles jointes, premier accompagnement commencé avant la période",
        unite="familles",
    ),
    _nombre_portee(
        id="I-02",
        libelle="Familles isolées au premier contact",
        definition="Familles jointes qui, au premier contact, ne fréquentaient pas ou "
        "fréquentaient peu les services de leur communauté, même si on l’a appris plus tard. Ce "
        "qui change ensuite ne modifie pas ce nombre.",
        numerateur="Familles jointes, fréquentation initiale « aucune » ou « peu »",
        unite="familles",
        source="DOMAINE §4.1, F02",
    ),
    _nombre_portee(
        id="I-02x",
        libelle="Isolement à déterminer",
        definition="Familles jointes dont on ne connaît pas encore la fréquentation des services "
        "au premier contact.",
        numerateur="Familles jointes, fréquentation initiale à déterminer",
        unite="familles",
    ),
    _portee(
        id="I-03",
        libelle="Part des familles isolées",
        definition="Part des familles jointes qui étaient isolées au premier contact. Les "
        "familles à déterminer restent au dénominateur.",
        numerateur="I-02, familles isolées au premier contact",
        denominateur=_JOINTES,
        source="DOMAINE §4.1, F03",
    ),
    _portee(
        id="I-03x",
        libelle="Part à déterminer",
        definition="Part des familles jointes dont l’isolement au premier contact est à "
        "déterminer.",
        numerateur="I-02x, isolement à déterminer",
        denominateur=_JOINTES,
    ),
    _nombre_portee(
        id="I-04",
        libelle="Enfants",
        definition="Enfants distincts de 0 à 17 ans, et à naître, des familles jointes. Un enfant "
        "en garde partagée compte une fois. Une grossesse commencée après la période n’y compte "
        "pas; une grossesse terminée ne compte plus dans les périodes suivantes. "
        f"{_DATE_REFERENCE}",
        numerateur="Enfants distincts des familles jointes",
        unite="enfants",
        source="DOMAINE §4.1, F04",
    ),
    _portee(
        id="I-04r",
        libelle="Enfants par famille jointe",
        definition="Nombre moyen d’enfants par famille jointe.",
        numerateur=_ENFANTS,
        denominateur=_JOINTES,
        unite="enfants par famille",
        calcul=Calcul.RATIO,
        decimales=2,
        source="DOMAINE C5",
    ),
    _portee(
        id="I-04ri",
        libelle="Enfants pour une famille isolée",
        definition="Enfants de toutes les familles jointes, rapportés aux seules familles isolées.",
        numerateur=_ENFANTS,
        denominateur="I-02, familles isolées au premier contact",
        unite="enfants par famille",
        calcul=Calcul.RATIO,
        decimales=2,
        source="DOMAINE C5",
    ),
    _portee(
        id="I-05",
        libelle="Part des enfants à naître",
        definition=f"Enfants à naître à la date de référence. {_DATE_REFERENCE}",
        numerateur="Enfants à naître à la date de référence",
        denominateur=_ENFANTS,
        source="DOMAINE §4.1, F05",
    ),
    _portee(
        id="I-06",
        libelle="Part des enfants de 5 ans ou moins",
        definition="Enfants nés, jusqu’à la veille de leur 6e anniversaire. Les enfants à naître "
        f"n’en sont pas. {_DATE_REFERENCE}",
        numerateur="Enfants nés de 5 ans ou moins à la date de référence",
        denominateur=_ENFANTS,
        source="DOMAINE §4.1, F06",
    ),
    _portee(
        id="I-06b",
        libelle="Part des enfants de moins de 5 ans",
        definition=f"Enfants nés, jusqu’à la veille de leur 5e anniversaire. {_DATE_REFERENCE}",
        numerateur="Enfants nés de moins de 5 ans à la date de référence",
        denominateur=_ENFANTS,
    ),
    _portee(
        id="I-06c",
        libelle="Part des enfants à naître ou de 5 ans et moins",
        definition=f"Enfants visés par le travail de proximité. {_DATE_REFERENCE}",
        numerateur="Enfants à naître, et enfants nés de 5 ans ou moins",
        denominateur=_ENFANTS,
        source="DOMAINE C7",
    ),
    _portee(
        id="I-07a",
        libelle="Part des enfants de 6 à 17 ans",
        definition=f"La fratrie compte, la famille aussi. {_DATE_REFERENCE}",
        numerateur="Enfants de 6 à 17 ans à la date de référence",
        denominateur=_ENFANTS,
        source="DOMAINE §4.1, F07",
    ),
    _portee(
        id="I-07b",
        libelle="Part des enfants d’âge inconnu",
        definition="Enfants dont on ne connaît pas encore l’âge.",
        numerateur="Enfants d’âge inconnu",
        denominateur=_ENFANTS,
        source="DOMAINE §4.1, F07",
    ),
    _portee(
        id="I-08",
        libelle="Part des familles isolées avec un enfant à naître ou de 5 ans ou moins",
        definition=f"Familles que le travail de proximité vise. {_DATE_REFERENCE}",
        numerateur="Familles isolées ayant au moins un enfant à naître ou de 5 ans ou moins",
        denominateur=_JOINTES,
    ),
    _portee(
        id="I-08b",
        libelle="Part des familles isolées avec un enfant à naître ou de moins de 5 ans",
        definition=f"Variante d’I-08 : moins de 5 ans. {_DATE_REFERENCE}",
        numerateur="Familles isolées ayant au moins un enfant à naître ou de moins de 5 ans",
        denominateur=_JOINTES,
    ),
    _portee(
        id="I-09",
        libelle="Du démarchage à l’accompagnement",
        definition="Familles nouvelles repérées par cette stratégie, pour les rencontres de "
        "démarchage de la même stratégie. À titre indicatif : les rencontres sont anonymes.",
        numerateur="I-01n, familles nouvelles repérées par cette stratégie",
        denominateur="I-00, familles rencontrées par cette stratégie",
        liste=Liste.STRATEGIE,
    ),
    _nombre_referencements(
        id="I-19",
        libelle="Référencements faits",
        definition="Référencements vers un partenaire dont le contact personnalisé a eu lieu dans "
        "la période, un par organisme visé. Les saisies annulées ne comptent pas.",
        numerateur="Référencements sortants, contact personnalisé dans la période",
        unite="référencements",
    ),
    _nombre_referencements(
        id="I-10a",
        libelle="Accompagnements actifs",
        definition="Accompagnements comptant au moins une action dans la période (voir I-01). Une "
        "famille peut en avoir plus d’un.",
        numerateur="Accompagnements avec une action dans la période",
        unite="accompagnements",
    ),
    _referencements(
        id="I-10",
        libelle="Part des accompagnements à 3 référencements ou plus",
        definition="Part des accompagnements actifs qui ont mené à au moins trois référencements "
        "dans la période. Deux organismes visés par une même démarche comptent pour deux.",
        numerateur="Accompagnements à 3 référencements ou plus dans la période",
        denominateur=_ACCOMPAGNEMENTS,
        source="DOMAINE §4.2, F08",
    ),
    _referencements(
        id="I-10v",
        libelle="Part à 3 référencements ou plus, parmi ceux qui en ont",
        definition="Variante d’I-10, parmi les accompagnements qui ont au moins un référencement.",
        numerateur="Accompagnements à 3 référencements ou plus dans la période",
        denominateur="Accompagnements à 1 référencement ou plus dans la période",
    ),
    *(
        _referencements(
            id=f"I-10.{rang}",
            libelle=f"Part des accompagnements à {texte}",
            definition=f"Accompagnements actifs ayant {texte} dans la période.",
            numerateur=f"Accompagnements à {texte}",
            denominateur=_ACCOMPAGNEMENTS,
        )
        for rang, texte in enumerate(("0 référencement", "1 référencement", "2 référencements"))
    ),
    _mediane(
        id="I-10m",
        libelle="Référencements par accompagnement, médiane",
        definition="La moitié des accompagnements actifs ont ce nombre de référencements ou moins.",
        numerateur=_SORTANTS,
        denominateur=_ACCOMPAGNEMENTS,
        unite="référencements",
        decimales=1,
    ),
    _mediane(
        id="I-10vm",
        libelle="Référencements par accompagnement qui en a, médiane",
        definition="Variante d’I-10m, parmi les accompagnements qui ont au moins un référencement.",
        numerateur=_SORTANTS,
        denominateur="Accompagnements à 1 référencement ou plus dans la période",
        unite="référencements",
        decimales=1,
    ),
    _nombre_referencements(
        id="I-11",
        libelle="Référencements reçus",
        definition="Référencements d’un partenaire vers la PTP, datés de la période.",
        numerateur="Référencements entrants de la période",
        unite="référencements",
    ),
    _referencements(
        id="I-11b",
        libelle="Bidirectionnalité",
        definition="Part des référencements de la période qui viennent d’un partenaire.",
        numerateur="I-11, référencements reçus",
        denominateur="Référencements reçus et faits (I-11 et I-19)",
    ),
    _referencements(
        id="I-11r",
        libelle="Réciprocité",
        definition="Part des partenaires avec qui les référencements vont dans les deux sens.",
        numerateur="Partenaires ayant au moins un référencement dans chaque sens",
        denominateur="Partenaires ayant au moins un référencement dans la période",
    ),
    _referencements(
        id="I-12a",
        libelle="Part vers les autres organismes communautaires",
        definition="Selon la nature de l’organisme à la date du contact personnalisé. Les "
        "référencements vers l’organisme porteur lui-même sont à part (I-12p).",
        numerateur="Référencements vers un organisme communautaire, autonome ou non",
        denominateur=_SORTANTS_HORS_PORTEUR,
        source="DOMAINE §4.2, F10",
    ),
    _referencements(
        id="I-12b",
        libelle="Part vers les organismes communautaires autonomes",
        definition="Selon la nature de l’organisme à la date du contact personnalisé. Les "
        "référencements vers l’organisme porteur lui-même sont à part (I-12p).",
        numerateur="Référencements vers un organisme communautaire autonome",
        denominateur=_SORTANTS_HORS_PORTEUR,
        source="DOMAINE §4.2, F09",
    ),
    _referencements(
        id="I-12p",
        libelle="Part vers l’organisme porteur lui-même",
        definition="Référencements vers un autre service de l’organisme qui porte la PTP.",
        numerateur="Référencements vers l’organisme porteur",
        denominateur=_SORTANTS,
        source="DOMAINE §4.4",
    ),
    _referencements(
        id="I-13",
        libelle="Part du secteur",
        definition="Selon le secteur de l’organisme à la date du contact personnalisé. Un "
        "sous-secteur a sa ligne et compte aussi dans son secteur.",
        numerateur="Référencements vers un organisme de ce secteur",
        denominateur=_SORTANTS,
        source="DOMAINE §4.2, F11, F12",
        liste=Liste.SECTEUR,
    ),
    _referencements(
        id="I-13oc",
        libelle="Part du secteur parmi les organismes communautaires",
        definition="Comme I-13, pour les seuls référencements vers un organisme communautaire.",
        numerateur="Référencements vers un organisme communautaire de ce secteur",
        denominateur="Référencements vers un organisme communautaire",
        source="DOMAINE C2",
        liste=Liste.SECTEUR,
    ),
    _referencements(
        id="I-14",
        libelle="Taux de suivi",
        definition="Part des référencements faits dans la période qui ont eu un suivi dans les 30 "
        "jours après le contact personnalisé, parmi ceux qu’on observe depuis au moins 30 jours.",
        numerateur="Référencements suivis dans les 30 jours",
        denominateur="Référencements faits, observés depuis 30 jours ou plus",
    ),
    _referencements(
        id="I-15",
        libelle="Taux de réponse",
        definition="Part des référencements faits dans la période dont la réponse est connue à la "
        "date d’observation. Une réponse qui arrive plus tard s’ajoutera à cette même période.",
        numerateur="Référencements faits dans la période et répondus",
        denominateur=_SORTANTS,
    ),
    _nombre_referencements(
        id="I-16",
        libelle="Réponses reçues",
        definition="Réponses de partenaires datées de la période, quelle que soit la date du "
        "référencement.",
        numerateur="Référencements sortants dont la réponse est datée de la période",
        unite="réponses",
    ),
    _mediane(
        id="I-17a",
        libelle="Délai médian jusqu’à la réponse",
        definition="Du contact personnalisé à la réponse, référencements faits dans la période et "
        "répondus à la date d’observation. Les autres sont en attente ou sans réponse.",
        numerateur="Référencements répondus",
        denominateur=_SORTANTS,
        unite="jours",
    ),
    _mediane(
        id="I-17b",
        libelle="Délai médian jusqu’au service amorcé",
        definition="Du contact personnalisé au service amorcé, référencements faits dans la "
        "période dont le service est amorcé à la date d’observation.",
        numerateur="Référencements dont le service est amorcé",
        denominateur=_SORTANTS,
        unite="jours",
    ),
)

PAR_ID = {indicateur.id: indicateur for indicateur in INDICATEURS}


def tous(
    secteurs: Iterable[Secteur], strategies: Iterable[StrategieDemarchage]
) -> dict[str, Indicateur]:
    """Every indicator by identifier, in order, the spread ones for each value of their list."""
    valeurs: dict[Liste, list[Secteur | StrategieDemarchage]] = {
        Liste.SECTEUR: list(secteurs),
        Liste.STRATEGIE: list(strategies),
    }
    etales: list[Indicateur] = []
    for indicateur in INDICATEURS:
        if indicateur.liste is None:
            etales.append(indicateur)
        else:
            etales += [indicateur.pour(valeur) for valeur in valeurs[indicateur.liste]]
    return {indicateur.id: indicateur for indicateur in etales}
