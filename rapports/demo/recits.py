"""What the fictional reports say in words."""

FAITS_SAILLANTS = (
    "La halte du mercredi est devenue le premier lieu de rencontre\u00a0: plusieurs familles y "
    "sont venues d’abord pour le café, puis pour parler.",
    "Le bouche-à-oreille a dépassé l’affichage. Deux familles déjà accompagnées en ont invité "
    "d’autres.",
    "L’arrivée du froid a rendu les parcs déserts\u00a0: la présence à la distribution "
    "alimentaire a pris le relais.",
    "Une entente avec la bibliothèque donne maintenant un local discret deux après-midis par "
    "semaine.",
    "Les partenaires du réseau public répondent plus vite depuis la rencontre de février.",
)
AJUSTEMENTS = (
    "Noter la fréquentation des services plus tôt, quand le lien le permet\u00a0: trop de familles "
    "restent à déterminer.",
    "Regrouper les déplacements par secteur pour donner plus de temps aux familles éloignées.",
    "Demander à nos partenaires de confirmer par le lien plutôt que par téléphone.",
    "Prévoir une relève pendant les vacances\u00a0: trois semaines sans présence ont coûté des "
    "liens.",
    "Revoir avec le comité les demandes de traduction, qui prennent une place grandissante.",
)
RECITS = (
    "Une mère est revenue quatre fois au parc avant de dire son prénom. La cinquième fois, elle a "
    "demandé où trouver des couches. C’est par là que le reste a commencé.",
    "Nous avons fait la route ensemble jusqu’au premier rendez-vous. Au retour, elle a dit "
    "qu’elle irait seule la prochaine fois. Elle l’a fait.",
    "Le père craignait qu’on le juge. Parler d’abord de hockey a pris un mois\u00a0; parler de la "
    "garderie a pris cinq minutes.",
)
COMMENTAIRE = (
    "Merci pour ce portrait. Pouvez-vous dire un mot de la baisse des rencontres en démarchage, et "
    "vérifier les référencements restés sans réponse?"
)
