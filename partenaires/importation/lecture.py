"""One door for every kind of file that an importation takes."""

from typing import BinaryIO

from partenaires.hsds import lecture as hsds

from .fichiers import (
    TAILLE_MAX,
    Lecture,
    decoder,
    lignes_csv,
    lignes_xlsx,
    lire_table,
    refus,
    type_reel,
)


def lire(fichier: BinaryIO, *, nom: str, taille: int) -> Lecture:
    """The rows of a file; ValidationError when there is nothing to take from it."""
    if taille > TAILLE_MAX:
        raise refus(
            f"Ce fichier dépasse {TAILLE_MAX // 1024**2}\u00a0Mo.",
            "Partagez-le en plusieurs fichiers.",
        )
    format = type_reel(fichier, nom)
    if format == "hsds":
        lecture = hsds.lire(fichier)
    elif format == "xlsx":
        lecture = lire_table(format, lignes_xlsx(fichier))
    else:
        lecture = lire_table(format, lignes_csv(decoder(fichier.read())))
    if not lecture.lignes:
        raise refus("Ce fichier ne contient aucun organisme.", "Ajoutez une ligne par organisme.")
    return lecture
