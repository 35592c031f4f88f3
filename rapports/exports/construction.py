"""Documents made of what was published, of a version of a territoire's report, or of its draft."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.text import capfirst

from proximite.typographie import NBSP, SANS_OBJET, compte, date_moyenne

from .. import decoupage
from ..decoupage import DECOUPAGES
from ..gel import relire
from ..indicateurs import VERSION_DEFINITIONS
from ..models import Publication, RapportParticipation, VersionRapport
from ..models.participation import contenu_a_figer
from ..publication.lecture import Publie
from ..resultats import Groupe, Methode, Rapport
from . import chiffres, images
from .document import Case, Colonne, Document, Mention, Table, Texte, sans_controles

TITRE = "Rapport de participation"
TERRITOIRE = "territoire"
RECUEILLIS = ("region", TERRITOIRE)
_METHODES = {
    Methode.FAMILLES_DISTINCTES: (
        "chaque famille compte une fois, même si plusieurs rapports ou territoires la comptent."
    ),
    Methode.SOMME_DES_RAPPORTS: (
        "les nombres des rapports sont additionnés; une famille accompagnée dans deux périodes ou "
        "deux territoires compte dans chacun."
    ),
}
_PROTECTION = (
    "Sous le réseau, un nombre inférieur à 5 (à 10 pour la violence, la protection de la jeunesse "
    f"et la santé mentale) s’écrit «{NBSP}<{NBSP}5{NBSP}», zéro compris{NBSP}: publié, il pourrait "
    f"désigner une famille. Un nombre retenu s’écrit «{NBSP}n.{NBSP}p.{NBSP}» (non publié){NBSP}: "
    "avec ses voisins, il permettrait d’en déduire un autre. Les autres sont arrondis à 5 près, et "
    "les parts viennent des nombres affichés."
)
_DIFFUSION = Mention(
    "Diffusion",
    "Ces chiffres sont exacts, pour l’organisme et sa PTP. Les petits nombres peuvent faire "
    f"reconnaître une famille{NBSP}: ne les diffusez pas tels quels.",
)


def de_publication(publie: Publie, *, territoires: bool = True) -> Document:
    """What a comité reads. Without ``territoires``, the network and its large groups only."""
    publication = publie.publication
    version = publie.contenu["version_definitions"]
    proposes = [par for par, _ in decoupage.proposes(publie) if territoires or par != TERRITOIRE]
    groupes = {par: decoupage.groupes(publie, par) for par in proposes}
    dessins = images.du_reseau(publie)
    return Document(
        **_entete(publication),
        mentions=_mentions_publiees(publie, bool(groupes)),
        cles=_cles(publie.reseau),
        textes=textes_acceptes(publication),
        tables=[
            chiffres.essentiel(publie.reseau, publie.somme),
            _couverture(publie.contenu["couverture"]),
            *(_vacances(publie.vacances) if territoires else ()),
            *chiffres.par_rubrique([publie.reseau], version),
            *(images.en_table(dessin) for dessin in dessins),
            chiffres.sommes(publie.somme, version),
            *(_decoupage(par, liste, version, croisee=True) for par, liste in groupes.items()),
        ],
        graphiques=[*images.du_rapport(publie.reseau, publication.libelle), *dessins],
        definitions=chiffres.definis([publie.reseau]),
    )


def de_recueil(publie: Publie) -> Document:
    """The published numbers of each région, then of each territoire, one after the other."""
    version = publie.contenu["version_definitions"]
    groupes = {
        par: decoupage.groupes(publie, par) for par in RECUEILLIS if par in publie.decoupages
    }
    return Document(
        **_entete(publie.publication) | {"titre": "Recueil des régions et des territoires"},
        mentions=_mentions_publiees(publie, protege=True),
        textes=textes_acceptes(publie.publication),
        tables=[_decoupage(par, liste, version, croisee=False) for par, liste in groupes.items()],
        definitions=chiffres.definis(groupe for liste in groupes.values() for groupe in liste[:1]),
    )


def de_version(version: VersionRapport) -> Document:
    """A report as it was submitted, exact, for those who read the rows of its territoire."""
    etat = version.get_decision_display() or "En attente de la décision du comité"
    soumise = timezone.localdate(version.soumise_le)
    return _de_territoire(
        version.rapport,
        version.chiffres,
        textes=version,
        version=f"version {version.numero}",
        etabli_le=soumise,
        mentions=[
            Mention("Soumise le", date_moyenne(soumise)),
            Mention("Décision", etat),
            Mention("Empreinte des chiffres", version.empreinte),
        ],
        definitions=version.version_definitions,
    )


def de_brouillon(rapport: RapportParticipation) -> Document:
    """A report as it stands today, its figures taken now: it has not been submitted."""
    territoire = rapport.territoire
    lieu = Groupe(territoire.code, territoire.nom)
    tire = relire(contenu_a_figer(rapport), lieu)
    quand = "Brouillon, chiffres du jour. Ils peuvent encore changer jusqu’à la soumission."
    return _de_territoire(
        rapport,
        tire,
        textes=rapport,
        version="brouillon",
        etabli_le=timezone.localdate(),
        mentions=[Mention("État", quand)],
        definitions=VERSION_DEFINITIONS,
    )


def textes_acceptes(publication: Publication) -> list[Texte]:
    """What the gestionnaires wrote of the reports that a publication stands on; unless
    they were returned since; never the récits: a story leaves the comité's pages in no file."""
    plusieurs = publication.genre == Publication.Genre.SYNTHESE
    versions = (
        VersionRapport.objects.filter(
            pk__in=publication.bilan["versions"], decision=VersionRapport.Decision.ACCEPTEE
        )
        .select_related("rapport__periode", "rapport__territoire")
        .order_by("rapport__territoire__nom", "rapport__periode__debut")
    )
    return [
        texte
        for version in versions
        for texte in _textes(
            version,
            version.rapport,
            ("faits_saillants", "ajustements"),
            periode=version.rapport.periode.libelle if plusieurs else "",
        )
    ]


def _de_territoire(
    rapport: RapportParticipation,
    tire: Rapport,
    *,
    textes: RapportParticipation | VersionRapport,
    mentions: list[Mention],
    definitions: str,
    **champs: Any,
) -> Document:
    periode = rapport.periode
    return Document(
        titre=TITRE,
        portee=tire.groupe.libelle,
        code_portee=rapport.territoire.code,
        periode=periode.libelle,
        debut=periode.debut,
        fin=periode.fin,
        brouillon=isinstance(textes, RapportParticipation),
        mentions=[*mentions, *mentions_de_lecture(tire, definitions), _DIFFUSION],
        cles=_cles(tire),
        textes=_textes(textes, rapport, ("faits_saillants", "ajustements", "recit")),
        tables=[chiffres.essentiel(tire, None), *chiffres.par_rubrique([tire], definitions)],
        graphiques=images.du_rapport(tire, periode.libelle),
        definitions=chiffres.definis([tire]),
        **champs,
    )


def _entete(publication: Publication) -> dict[str, Any]:
    synthese = publication.genre == Publication.Genre.SYNTHESE
    return {
        "titre": "Synthèse des rapports de participation" if synthese else TITRE,
        "portee": "Réseau",
        "periode": publication.libelle,
        "debut": publication.debut,
        "fin": publication.fin,
        "version": f"révision {publication.numero}" if publication.est_revisee else "publication",
        "etabli_le": timezone.localdate(publication.publiee_le),
    }


def _mentions_publiees(publie: Publie, protege: bool) -> list[Mention]:
    couverture = publie.contenu["couverture"]
    recus = compte(couverture["recus"], "rapport accepté", "rapports acceptés")
    attendus = compte(couverture["attendus"], "attendu", "attendus")
    periodes = [
        f"{p['libelle']} ({_du_au(date.fromisoformat(p['debut']), date.fromisoformat(p['fin']))})"
        for p in publie.contenu["periodes"]
    ]
    mentions = [Mention("Couverture", f"{recus} sur {attendus}")]
    if vacants := {vacance["territoire"] for vacance in publie.vacances}:
        combien = compte(len(vacants), "territoire a", "territoires ont")
        mentions.append(Mention("Jours sans PTP", f"{combien} passé des jours sans PTP."))
    if len(periodes) > 1:
        mentions.append(Mention("Périodes couvertes", "; ".join(periodes)))
    definitions = publie.contenu["version_definitions"]
    mentions += mentions_de_lecture(publie.reseau, definitions, *_METHODES)
    return [*mentions, *([Mention("Petits nombres", _PROTECTION)] if protege else [])]


def mentions_de_lecture(rapport: Rapport, definitions: str, *methodes: Methode) -> list[Mention]:
    """What must be read with the figures."""
    nommees = methodes or (rapport.methode,)
    return [
        *(Mention(f"Méthode «{NBSP}{m}{NBSP}»", capfirst(_METHODES[m])) for m in nommees),
        Mention("Âges", f"{capfirst(rapport.rattachement.libelle)}."),
        Mention("Réponses et suivis", f"Observés jusqu’au {date_moyenne(rapport.observe_au)}."),
        Mention("Définitions", f"Version {definitions}."),
        Mention(
            "Arrondi",
            f"La somme peut différer de 100{NBSP}% en raison de l’arrondissement; "
            f"«{NBSP}{SANS_OBJET}{NBSP}»{NBSP}: sans objet, il n’y a rien à compter.",
        ),
    ]


def _decoupage(par: str, groupes: Sequence[Rapport], version: str, *, croisee: bool) -> Table:
    # Fifty columns fit on no paper.
    croisee = croisee and par != TERRITOIRE
    identifiant = f"par-{par.replace('_', '-')}"
    return chiffres.par_groupe(identifiant, DECOUPAGES[par], groupes, version, croisee=croisee)


def _couverture(couverture: Mapping[str, Any]) -> Table:
    colonnes = (
        Colonne("region", "Région", 40),
        Colonne("recus", "Rapports acceptés", 18, chiffre=True),
        Colonne("attendus", "Rapports attendus", 18, chiffre=True),
    )
    lieux = [{**couverture, "libelle": "Réseau"}, *couverture["regions"].values()]
    lignes = [[Case.de(lieu[cle]) for cle in ("libelle", "recus", "attendus")] for lieu in lieux]
    return Table("rapports-recus", "Rapports reçus", colonnes, lignes)


def _vacances(vacances: Sequence[Mapping[str, Any]]) -> Iterable[Table]:
    colonnes = (
        Colonne("territoire", "Territoire", 40),
        Colonne("periode", "Période", 30),
        Colonne("jours", "Jours sans PTP", 60),
    )
    lignes = [
        [Case.de(vacance["territoire"]), Case.de(vacance["periode"]), Case.de(jours)]
        for vacance in vacances
        for jours in vacance["jours"]
    ]
    if lignes:
        yield Table("jours-sans-ptp", "Jours sans PTP", colonnes, lignes)


def _cles(rapport: Rapport) -> list[Any]:
    return [rapport[cle] for cle in ("I-01", "I-02", "I-04", "I-19") if cle in rapport]


def _textes(
    ecrit: RapportParticipation | VersionRapport,
    rapport: RapportParticipation,
    noms: Iterable[str],
    periode: str = "",
) -> list[Texte]:
    """Those that are not empty; ``periode`` follows their title where there are several."""
    titres = {champ.name: champ.verbose_name for champ in RapportParticipation._meta.fields}
    contenus = {nom: sans_controles(getattr(ecrit, nom)).strip() for nom in noms}
    fin = f", {periode}" if periode else ""
    return [
        Texte(f"{capfirst(str(titres[nom]))}{fin}", rapport.territoire.nom, contenu)
        for nom, contenu in contenus.items()
        if contenu
    ]


def _du_au(debut: date, fin: date) -> str:
    return f"du {date_moyenne(debut)} au {date_moyenne(fin)}"
