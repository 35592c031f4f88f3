"""What an organisme holds on one person, for that person: to read, or to take elsewhere; an adult,
or a child of 14 or more (``jeune``).

Each adult is a separate subject (SECURITE « People »): it stands on ``familles.copie``, adds what
is this adult’s own, and nothing that is inferred.
"""

from pathlib import Path

SCHEMA = Path(__file__).parents[1] / "schemas" / "dossier-1.json"
