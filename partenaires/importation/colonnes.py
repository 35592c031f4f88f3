"""The columns of a directory in a spreadsheet, and the headings they are recognised by."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from proximite.recherche import normaliser


@dataclass(frozen=True)
class Colonne:
    """``nom`` is its key in a row; ``synonymes`` are headings, as ``normaliser`` writes them."""

    nom: str
    libelle: str
    aide: str
    exemple: str
    synonymes: tuple[str, ...] = ()


COLONNES = (
    Colonne(
        "nom",
        "Nom",
        "Obligatoire. 150 caractères au plus.",
        "Maison fictive des Érables",
        ("nom de l organisme", "organisme", "organisation", "raison sociale", "partenaire"),
    ),
    Colonne(
        "nature",
        "Nature",
        "Le libellé ou le code d’une nature; à défaut, celle choisie à l’envoi.",
        "Organisme communautaire autonome",
        ("nature de l organisme", "type", "type d organisme", "statut juridique"),
    ),
    Colonne(
        "secteur",
        "Secteur",
        "Le libellé ou le code d’un secteur; à défaut, celui choisi à l’envoi.",
        "Soutien à la famille et à l’enfant",
        ("mission", "secteur d activite", "secteur d activites", "domaine", "categorie"),
    ),
    Colonne(
        "besoins",
        "Besoins offerts",
        "Un ou plusieurs besoins, séparés par un point-virgule.",
        "Répit; Réseau social, briser l’isolement",
        ("besoins", "besoin", "besoin offert", "services", "services offerts", "service"),
    ),
    Colonne(
        "capacite",
        "Capacité",
        "Une pour tous les besoins, ou une par besoin dans le même ordre.",
        "Places disponibles; Liste d’attente, 6 semaines",
        ("capacites", "disponibilite", "disponibilites", "places"),
    ),
    Colonne(
        "territoires",
        "Territoires",
        "Codes ou noms, parmi les vôtres, séparés par un point-virgule.",
        "",
        ("territoire", "territoires desservis", "territoire desservi", "region desservie"),
    ),
    Colonne(
        "langues",
        "Langues",
        "120 caractères au plus.",
        "français, anglais",
        ("langue", "langues parlees", "langues de service"),
    ),
    Colonne(
        "telephone",
        "Téléphone",
        "Dix chiffres, écrits comme vous voulez.",
        "418 555-0123",
        ("tel", "no de telephone", "numero de telephone", "telephone principal", "no tel"),
    ),
    Colonne(
        "courriel",
        "Courriel",
        "L’adresse de l’organisme, pas celle d’une personne.",
        "info@erables.exemple.test",
        ("email", "e mail", "mail", "adresse courriel", "adresse electronique"),
    ),
    Colonne(
        "site_web",
        "Site web",
        "Une adresse complète; « https:// » s’ajoute au besoin.",
        "erables.exemple.test",
        ("site", "site internet", "url", "web", "page web", "website"),
    ),
    Colonne(
        "adresse",
        "Adresse",
        "200 caractères au plus.",
        "12, rue Fictive, Rimouski (Québec) G5L 1A1",
        ("adresse civique", "adresse postale", "adresse complete", "lieu"),
    ),
    Colonne(
        "description",
        "Description",
        "Ce que l’organisme offre, en quelques phrases.",
        "Halte-répit deux matins par semaine.",
        ("ce que l organisme offre", "details", "notes", "remarques"),
    ),
    Colonne(
        "confirme_le",
        "Confirmée le",
        "Date de la dernière vérification, comme 2026-05-31; sans elle, aujourd’hui.",
        "",
        ("fiche confirmee le", "date de confirmation", "mise a jour", "derniere mise a jour"),
    ),
    Colonne(
        "identifiant",
        "Identifiant",
        "Celui d’un fichier exporté d’ici : il dit quelle fiche mettre à jour.",
        "",
        ("id", "uuid", "identifiant unique"),
    ),
)
LIBELLES = {colonne.nom: colonne.libelle for colonne in COLONNES}


def reconnaitre(entetes: Sequence[str]) -> tuple[dict[int, str], list[str]]:
    """Which column of ours each position holds, and the headings that are none of them."""
    connues = {
        normaliser(ecriture): colonne.nom
        for colonne in COLONNES
        for ecriture in (colonne.nom, colonne.libelle, *colonne.synonymes)
    }
    positions: dict[int, str] = {}
    autres = []
    for position, entete in enumerate(entetes):
        nom = connues.get(normaliser(entete))
        if nom is not None and nom not in positions.values():
            positions[position] = nom
        elif entete.strip():
            autres.append(entete.strip()[:80])
    return positions, autres


def rangee(positions: dict[int, str], cellules: Iterable[str]) -> dict[str, str]:
    """The cells of one line that say something, by column."""
    textes = ((positions.get(i), cellule.strip()) for i, cellule in enumerate(cellules))
    return {nom: texte for nom, texte in textes if nom and texte}
