"""A device as a person would name it: « Chrome sur Android »."""

NAVIGATEURS = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
]
SYSTEMES = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("CrOS", "Chromebook"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
]


def en_mots(agent: str) -> str:
    """From the ``User-Agent`` header, of which nothing else is kept."""
    navigateur = _premier(NAVIGATEURS, agent) or "Navigateur"
    systeme = _premier(SYSTEMES, agent)
    return f"{navigateur} sur {systeme}" if systeme else f"{navigateur}, appareil inconnu"


def _premier(noms: list[tuple[str, str]], agent: str) -> str | None:
    return next((mot for marque, mot in noms if marque in agent), None)
