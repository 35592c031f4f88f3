"""``python -m tests.bench.recueil``: how long the files of a publication of 50 territoires take.

It reads, in the database of ``DATABASE_URL``, the publication that tells most territoires apart
(``make demo`` publishes the pilot). Goal: the recueil in less than 10 s.
"""

import os
import time

os.environ["DJANGO_SETTINGS_MODULE"] = "proximite.settings"

import django

BUT = 10.0


def main() -> None:
    django.setup()
    from rapports.exports import construction, pdf
    from rapports.models import Publication
    from rapports.publication.lecture import Publie
    from rapports.telechargements import FORMATS

    def nb_territoires(publication: Publication) -> int:
        return len(publication.tables["groupes"]["territoire"])

    publication = max(Publication.objects.all(), key=nb_territoires)
    territoires = nb_territoires(publication)
    print(f"{publication.libelle}, {territoires} territoires")
    debut = time.perf_counter()
    contenu = pdf.ecrire(construction.de_recueil(Publie(publication)))
    duree = time.perf_counter() - debut
    verdict = "tenu" if duree < BUT else "manqué"
    print(f"{'recueil':<14}{duree:>8.2f} s{len(contenu) / 1e6:>8.2f} Mo   but {BUT} s : {verdict}")
    for nom, format_ in FORMATS.items():
        debut = time.perf_counter()
        entier = construction.de_publication(Publie(publication), territoires=nom != "pdf")
        contenu = format_.ecrire(entier)
        print(f"{nom:<14}{time.perf_counter() - debut:>8.2f} s{len(contenu) / 1e6:>8.2f} Mo")


if __name__ == "__main__":
    main()
