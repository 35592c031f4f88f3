"""What the directory of the demo PTP asks of her today: two entries of one organisme, and what
another proposes to correct in its own."""

from partenaires.models import Partenaire, PropositionFiche

from .cadre import Scene
from .chiffres import SOCLE
from .vitrine import il_y_a

FAMILLE_ENFANCE, MATERIELLE, _ = SOCLE


def tenir(scene: Scene) -> None:
    _doubler(scene, scene.partenaires[FAMILLE_ENFANCE][1])
    _proposer(scene, scene.partenaires[MATERIELLE][0])


def _doubler(scene: Scene, partenaire: Partenaire) -> None:
    """Someone entered it again, in a hurry."""
    double = Partenaire(
        identifiant=scene.hasard.cle(),
        nom=partenaire.nom.replace(" et ", " & "),
        nature=partenaire.nature,
        secteur_id=partenaire.secteur_id,
        telephone=partenaire.telephone,
        confirme_le=il_y_a(scene, 30),
    )
    double.save()
    double.territoires.add(scene.territoire)


def _proposer(scene: Scene, partenaire: Partenaire) -> None:
    proposition = PropositionFiche.proposer(
        partenaire=partenaire,
        champs={"telephone": "418 555-0166", "langues": "français, anglais, espagnol"},
        mot="Nous sommes aussi ouverts le samedi matin.",
    )
    proposition.proposee_le = scene.hasard.moment(il_y_a(scene, 2))
    proposition.save()
