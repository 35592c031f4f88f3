"""Which publication a page shows, which part of it, and what else it offers."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.http import Http404

from comptes.models import Utilisateur

from ..decoupage import DECOUPAGES, groupes
from ..fenetres import Fenetre
from ..models import Publication
from ..publication.lecture import Publie
from ..resultats import Rapport

RECENTES = 4
Genre = Publication.Genre


@dataclass(frozen=True)
class Choix:
    """``visibles`` are all the publications she may read, revisions included, without their
    tables; ``publie`` is the one shown, None while nothing is published."""

    utilisateur: Utilisateur
    visibles: Sequence[Publication]
    publie: Publie | None

    @classmethod
    def lire(cls, utilisateur: Utilisateur, demande: str, genre: str = Genre.PERIODE) -> "Choix":
        """``demande`` is a primary key from an address, or "" for the latest of this genre."""
        legeres = Publication.objects.visibles_par(utilisateur).defer("contenu", "audit")
        visibles = list(legeres)
        if demande:
            retenue = next((p for p in visibles if str(p.pk) == demande), None)
            if retenue is None:
                raise Http404
        else:
            retenue = next((p for p in _courantes(visibles) if p.genre == genre), None)
        choix = cls(utilisateur, visibles, None)
        return cls(utilisateur, visibles, choix.ouvrir(retenue)) if retenue else choix

    def ouvrir(self, publication: Publication) -> Publie:
        """With its tables."""
        entieres = Publication.objects.visibles_par(self.utilisateur)
        return Publie(entieres.get(pk=publication.pk))

    @property
    def publication(self) -> Publication | None:
        return self.publie.publication if self.publie else None

    @property
    def parametres(self) -> str:
        """What an address carries to come back to this publication."""
        return urlencode({"publication": self.publication.pk}) if self.publication else ""

    @property
    def periodes(self) -> list[tuple[str, Publication]]:
        """The last revision of each Periode, latest first, with its parameters."""
        return self._offres(Genre.PERIODE)

    @property
    def syntheses(self) -> list[tuple[str, Publication]]:
        return self._offres(Genre.SYNTHESE)

    @property
    def revisee_par(self) -> tuple[str, Publication] | None:
        """The revision that replaced the one shown."""
        for parametres, offre in (*self.periodes, *self.syntheses):
            if self.publication and _meme_fenetre(offre, self.publication):
                return (parametres, offre) if offre.pk != self.publication.pk else None
        return None

    @cached_property
    def precedente(self) -> Publie | None:
        """The Periode published just before the one shown; nothing before a synthesis."""
        shown = self.publication
        if shown is None or shown.genre != Genre.PERIODE:
            return None
        avant = (p for _, p in self.periodes if p.fin < shown.debut)
        publication = next(avant, None)
        return self.ouvrir(publication) if publication else None

    @cached_property
    def recentes(self) -> list[Publie]:
        """The last Periodes up to the end of the one shown, oldest first; those that a synthesis
        covers."""
        montree = self.publication
        if montree is None:
            return []
        offertes = [p for _, p in self.periodes if p.fin <= montree.fin]
        if montree.genre == Genre.SYNTHESE:
            offertes = [p for p in offertes if p.debut >= montree.debut]
        else:
            offertes = [montree, *(p for p in offertes if p.fin < montree.debut)][:RECENTES]
        return [self._deja_ouverte(p) or self.ouvrir(p) for p in reversed(offertes)]

    def _deja_ouverte(self, publication: Publication) -> Publie | None:
        ouvertes = (self.publie, self.__dict__.get("precedente"))
        return next((p for p in ouvertes if p and p.publication.pk == publication.pk), None)

    def _offres(self, genre: str) -> list[tuple[str, Publication]]:
        return [
            (urlencode({"publication": p.pk}), p)
            for p in _courantes(self.visibles)
            if p.genre == genre
        ]


def _courantes(visibles: Sequence[Publication]) -> list[Publication]:
    """The last revision of each window, in order."""
    dernieres: dict[tuple[object, ...], Publication] = {}
    for publication in visibles:
        fenetre = (publication.genre, publication.debut, publication.fin)
        connue = dernieres.setdefault(fenetre, publication)
        if connue.numero < publication.numero:
            dernieres[fenetre] = publication
    return list(dernieres.values())


def _meme_fenetre(une: Publication, autre: Publication) -> bool:
    return (une.genre, une.debut, une.fin) == (autre.genre, autre.debut, autre.fin)


def fenetre(publie: Publie) -> Fenetre:
    publication = publie.publication
    return Fenetre(publication.debut, publication.fin, publication.libelle)


@dataclass(frozen=True)
class Portee:
    """The network, or one of its groupes: « ?par=milieu&groupe=rural »."""

    par: str = ""
    code: str = ""

    @classmethod
    def lire(cls, publie: Publie, par: str, code: str) -> "Portee":
        """Raises Http404 for a split that this publication has not, or a groupe it lacks."""
        if not par and not code:
            return cls()
        if par not in DECOUPAGES or par not in publie.decoupages:
            raise Http404
        if code and not any(rapport.groupe.code == code for rapport in groupes(publie, par)):
            raise Http404
        return cls(par, code)

    @property
    def parametres(self) -> str:
        return urlencode({"par": self.par, "groupe": self.code}) if self.code else ""

    def chiffres(self, publie: Publie | None) -> Rapport | None:
        """None when that publication does not have the groupe."""
        if publie is None:
            return None
        if not self.code:
            return publie.reseau
        presents = groupes(publie, self.par) if self.par in publie.decoupages else []
        return next((r for r in presents if r.groupe.code == self.code), None)
