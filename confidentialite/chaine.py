"""The journal read again from its first line: each seal holds the one before it."""

from collections.abc import Iterator

from .models import Consultation
from .models.consultation import ORIGINE


def tete() -> str:
    """« number:seal » of the last line: kept elsewhere, it shows later that none was cut off."""
    derniere = Consultation.objects.order_by("-numero").first()
    return f"{derniere.numero}:{derniere.empreinte}" if derniere else f"0:{ORIGINE}"


def ruptures(*tetes_notees: str) -> Iterator[str]:
    """What was altered, in French; nothing where the journal is whole."""
    numero, precedente = 0, ORIGINE
    attendues = {*tetes_notees} - {""}
    for ligne in Consultation.objects.order_by("numero").iterator(chunk_size=2000):
        if ligne.numero != numero + 1:
            yield f"entre {numero} et {ligne.numero}, des lignes manquent"
        if not ligne.est_scellee(precedente):
            yield f"la ligne {ligne.numero} n’est pas celle qui a été écrite"
        numero, precedente = ligne.numero, ligne.empreinte
        attendues.discard(f"{numero}:{precedente}")
    attendues.discard(f"0:{ORIGINE}")
    for manquante in attendues:
        yield f"la tête notée, {manquante.partition(':')[0]}, n’y est plus"
