"""The three key indicators (DOMAINE §5.3): what is observed, never an effect; coverage beside.

Declared like the others (see ``indicateurs``); ``complement`` computes them.
"""

from functools import partial

from .definitions import Calcul, Indicateur, Liste, Rubrique

_isolement = partial(Indicateur, rubrique=Rubrique.ISOLEMENT, source="DOMAINE §5.3-A")
_mediane = partial(_isolement, calcul=Calcul.MEDIANE, additif=False)
_correspondance = partial(Indicateur, rubrique=Rubrique.CORRESPONDANCE, source="DOMAINE §5.3-B")
_concertation = partial(Indicateur, rubrique=Rubrique.CONCERTATION, source="DOMAINE §5.3-C")

_ISOLEES = "I-02, familles isolées au premier contact"
_PAIRES = "A0, familles évaluées deux fois"
_COHORTE = "Besoins mis en relief dans la période, observés depuis 90 jours ou plus"
_SANS_RETIRES = f"{_COHORTE}, sauf ceux que la famille a retirés"
_DEMIES = "Demies : 2 pour un besoin répondu, 1 pour un besoin répondu en partie"
_TOILES = "Seules comptent les toiles d’au moins cinq organismes, chacune dans son territoire."
_DEUX_A_DEUX = "Paires de partenaires d’une même toile"
_SCORE = (
    "Le score va de 0, aucun obstacle, à 100, tous les obstacles majeurs; il demande quatre "
    "dimensions cotées sur six."
)

INDICATEURS_CLES: tuple[Indicateur, ...] = (
    _isolement(
        id="A0",
        libelle="Couverture des grilles",
        definition="Part des familles isolées au premier contact dont on a une grille de ce moment "
        "et une autre au moins 90 jours plus tard, au plus tard le dernier jour de la période, "
        "quatre dimensions cotées ou plus dans chacune. Une grille corrigée ne compte pas.",
        numerateur="Familles isolées évaluées deux fois",
        denominateur=_ISOLEES,
    ),
    _isolement(
        id="A1",
        libelle="Isolement réduit, évolution observée",
        definition="Part des familles évaluées deux fois dont le score d’isolement a baissé de la "
        f"première grille à la dernière. {_SCORE} C’est une observation de la PTP, sans lien de "
        "cause.",
        numerateur="Familles évaluées deux fois dont le score a baissé",
        denominateur=_PAIRES,
    ),
    _mediane(
        id="A2",
        libelle="Évolution médiane",
        definition="De la première grille à la dernière, médiane de l’écart de cote de la "
        "dimension, de −3 à 3 : sous zéro, les obstacles ont baissé. Parmi les familles évaluées "
        "deux fois dont cette dimension est cotée les deux fois.",
        numerateur="Familles dont la dimension est cotée deux fois",
        denominateur=_PAIRES,
        unite="points",
        decimales=1,
        liste=Liste.DIMENSION,
    ),
    _isolement(
        id="A3",
        libelle="Fréquentation devenue régulière",
        definition="Part des familles isolées au premier contact qui fréquentent régulièrement les "
        "services, à la dernière évaluation faite au moins 90 jours plus tard et au plus tard le "
        "dernier jour de la période.",
        numerateur="Familles isolées dont la fréquentation est devenue régulière",
        denominateur="Familles isolées dont la fréquentation est connue de nouveau",
    ),
    _isolement(
        id="A3c",
        libelle="Couverture de la fréquentation",
        definition="Part des familles isolées au premier contact dont on connaît de nouveau la "
        "fréquentation des services, au moins 90 jours plus tard.",
        numerateur="Familles isolées dont la fréquentation est connue de nouveau",
        denominateur=_ISOLEES,
    ),
    _isolement(
        id="A4",
        libelle="Ressources nouvellement fréquentées par famille",
        definition="Organismes dont un service est amorcé pour la première fois dans la période, "
        "par famille isolée au premier contact. Ce que la famille fréquente d’elle-même n’est pas "
        "consigné.",
        numerateur="Couples distincts d’une famille et d’un organisme, service amorcé",
        denominateur=_ISOLEES,
        unite="ressources par famille",
        calcul=Calcul.RATIO,
        decimales=2,
    ),
    _mediane(
        id="A0p",
        libelle="Score de départ, familles évaluées deux fois",
        definition=f"Score médian de la première grille. {_SCORE} À comparer avec celui des "
        "familles évaluées une seule fois.",
        numerateur=_PAIRES,
        denominateur=_ISOLEES,
        unite="points",
    ),
    _mediane(
        id="A0s",
        libelle="Score de départ, familles évaluées une seule fois",
        definition=f"Score médian de la première grille. {_SCORE} S’il diffère de celui des "
        "familles évaluées deux fois, l’évolution observée ne vaut pas pour toutes.",
        numerateur="Familles isolées évaluées une seule fois",
        denominateur=_ISOLEES,
        unite="points",
    ),
    _correspondance(
        id="B0",
        libelle="Besoins observés depuis 90 jours",
        definition="Part des besoins mis en relief dans la période que l’on observe depuis 90 "
        "jours ou plus : c’est la couverture des chiffres qui suivent.",
        numerateur=_COHORTE,
        denominateur="I-20, besoins mis en relief",
    ),
    _correspondance(
        id="B1",
        libelle="Correspondance entre les besoins et l’offre",
        definition="Part des besoins de la cohorte qui ont trouvé réponse à la date d’observation, "
        "une réponse partielle comptant pour la moitié. Un besoin que la famille a retiré ne "
        "compte pas.",
        numerateur=_DEMIES,
        denominateur=f"Demies possibles, 2 par besoin. {_SANS_RETIRES}",
    ),
    _correspondance(
        id="B1n",
        libelle="Correspondance, par niveau",
        definition="Comme B1, selon le niveau : les besoins de base se lisent d’abord.",
        numerateur=_DEMIES,
        denominateur=f"Demies possibles, 2 par besoin. {_SANS_RETIRES}, de ce niveau",
        liste=Liste.NIVEAU,
    ),
    _correspondance(
        id="B1s",
        libelle="Correspondance stricte",
        definition="Comme B1, sans les réponses partielles.",
        numerateur="Besoins répondus",
        denominateur=_SANS_RETIRES,
    ),
    _correspondance(
        id="B2",
        libelle="Besoins devenus des trous de services",
        definition="Part des besoins de la cohorte qui en sont à « trou de services » à la date "
        "d’observation.",
        numerateur="Besoins à l’état « trou de services »",
        denominateur=_COHORTE,
    ),
    _correspondance(
        id="B2n",
        libelle="Besoins devenus des trous, par niveau",
        definition="Comme B2, selon le niveau du besoin.",
        numerateur="Besoins de ce niveau à l’état « trou de services »",
        denominateur=f"{_COHORTE}, de ce niveau",
        liste=Liste.NIVEAU,
    ),
    _correspondance(
        id="B3",
        libelle="Besoins par partenaire qui y répond",
        definition="Besoins mis en relief dans la période, pour chaque partenaire en activité qui "
        "dessert le territoire et offre un service pour ce besoin, selon le répertoire "
        "d’aujourd’hui.",
        numerateur="I-20, besoins mis en relief de ce type",
        denominateur="Partenaires en activité offrant un service pour ce besoin",
        unite="besoins par partenaire",
        calcul=Calcul.RATIO,
        decimales=1,
        additif=False,
        liste=Liste.TYPE_BESOIN,
    ),
    _correspondance(
        id="B3w",
        libelle="Attente médiane annoncée",
        definition="Attente que les partenaires annoncent pour ce besoin, selon le répertoire "
        "d’aujourd’hui : 0 s’il y a de la place. Ceux qui ne l’ont pas dite n’y sont pas.",
        numerateur="Partenaires qui annoncent leur attente",
        denominateur="Partenaires en activité offrant un service pour ce besoin",
        unite="semaines",
        calcul=Calcul.MEDIANE,
        additif=False,
        liste=Liste.TYPE_BESOIN,
    ),
    _correspondance(
        id="B4",
        libelle="Référencements à la bonne porte",
        definition="Part des référencements faits dans la période et répondus à la date "
        "d’observation que l’organisme a acceptés. Une part basse dit que l’on frappe à la "
        "mauvaise porte, ou que la bonne est fermée.",
        numerateur="Référencements acceptés par l’organisme",
        denominateur="Référencements répondus (I-15)",
    ),
    _concertation(
        id="C0",
        libelle="Toiles d’au moins cinq organismes",
        definition="Part des territoires, parmi ceux qui ont des liens consignés dans la période, "
        "dont la toile compte au moins cinq organismes avec l’organisme porteur. Les autres ne "
        "sont pas dans les chiffres qui suivent, sauf C1, C2 et C8.",
        numerateur="Territoires dont la toile compte cinq organismes ou plus",
        denominateur="Territoires ayant au moins un lien consigné",
    ),
    _concertation(
        id="C1",
        libelle="Partenaires de la toile",
        definition="Partenaires avec qui la PTP a échangé un référencement dans un sens ou "
        "l’autre, ou qui étaient à une activité de réseautage, dans la période. Un partenaire de "
        "deux territoires compte dans chacun.",
        numerateur="Partenaires ayant un lien consigné, par territoire",
        unite="partenaires",
        calcul=Calcul.NOMBRE,
    ),
    _concertation(
        id="C2",
        libelle="Couverture du répertoire",
        definition="Part des partenaires en activité qui desservent le territoire avec qui un "
        "référencement a été échangé dans la période, dans un sens ou l’autre.",
        numerateur="Partenaires du territoire ayant échangé un référencement",
        denominateur="Partenaires en activité qui desservent le territoire",
    ),
    _concertation(
        id="C3",
        libelle="Réciprocité des échanges",
        definition="Part des partenaires ayant échangé un référencement avec qui les échanges vont "
        f"dans les deux sens. {_TOILES}",
        numerateur="Partenaires ayant des référencements dans les deux sens",
        denominateur="Partenaires ayant échangé un référencement",
    ),
    _concertation(
        id="C4",
        libelle="Densité entre partenaires",
        definition="Part des paires de partenaires de la toile qui se sont trouvés ensemble à au "
        "moins une activité de réseautage, sans compter l’organisme porteur : c’est la mesure du "
        f"décloisonnement. {_TOILES}",
        numerateur="Paires de partenaires présents à une même activité",
        denominateur=_DEUX_A_DEUX,
    ),
    _concertation(
        id="C5",
        libelle="Ouverture entre secteurs",
        definition="Liens entre partenaires de secteurs différents, moins ceux d’un même secteur, "
        "sur tous les liens de C4 : de −1, chacun dans son secteur, à 1, tous entre secteurs "
        f"(indice E-I). {_TOILES}",
        numerateur="Paires présentes à une même activité, de secteurs différents",
        denominateur="Paires présentes à une même activité",
        unite="de −1 à 1",
        calcul=Calcul.INDICE,
        decimales=2,
    ),
    _concertation(
        id="C6",
        libelle="Centralisation autour de la PTP",
        definition="Part des paires de partenaires de la toile que seule la PTP relie : ni "
        "activité commune, ni partenaire commun. Elle baisse quand les partenaires se lient entre "
        f"eux. {_TOILES}",
        numerateur="Paires que seule la PTP relie",
        denominateur=_DEUX_A_DEUX,
    ),
    _concertation(
        id="C7",
        libelle="Persistance des échanges",
        definition="Part des liens d’échange, un par partenaire et par sens, qui sont à la fois "
        "dans la période et dans les jours, aussi nombreux, qui la précèdent. Il faut des liens "
        f"des deux côtés. {_TOILES}",
        numerateur="Liens d’échange des deux périodes à la fois",
        denominateur="Liens d’échange de l’une ou l’autre période",
    ),
    _concertation(
        id="C8",
        libelle="Activités de trois secteurs ou plus",
        definition="Part des activités de réseautage de la période, parmi celles qui réunissent au "
        "moins deux partenaires, où trois secteurs ou plus sont présents.",
        numerateur="Activités de réseautage réunissant trois secteurs ou plus",
        denominateur="Activités de réseautage réunissant deux partenaires ou plus",
    ),
)
