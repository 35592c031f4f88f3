import json
from pathlib import Path
from typing import Any, TypeVar

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from comptes.models import Utilisateur
from confidentialite.models import Consultation
from confidentialite.models.demande import AVANT_QUATORZE_ANS
from confidentialite.portabilite.contenu import dossier
from confidentialite.portabilite.document import en_pdf
from confidentialite.portabilite.jeune import dossier_du_jeune
from familles.copie import sans_delicats
from familles.models import Adulte, Enfant, EtapePlan, Famille
from familles.models.consentement import a_quatorze_ans

NOTES_D_UN_JEUNE = (
    "Les notes parlent d’autres personnes\u00a0: celles d’un jeune se choisissent une à une, sur "
    "la page de sa demande."
)
Personne = TypeVar("Personne", Adulte, Enfant)


def _trouver(personne: Personne | None) -> Personne:
    if personne is None:
        raise CommandError("Cette personne n’est pas de cette famille.")
    return personne


class Command(BaseCommand):
    help = (
        "Écrit la copie du dossier d’une personne adulte, ou d’un enfant de 14 ans et plus, au nom "
        "d’une gestionnaire qui y a droit; le journal des accès le note. Les notes et les besoins "
        "délicats n’y sont que si la gestionnaire les a relus\u00a0: --notes et "
        "--tous-les-besoins. Ce qui a été promis à un adulte, ou prévu ou noté avec lui, n’est pas "
        "dans la copie d’un jeune\u00a0: la page de sa demande permet de l’y choisir."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="code de la famille")
        qui = parser.add_mutually_exclusive_group(required=True)
        qui.add_argument(
            "adulte", type=int, nargs="?", help="numéro de la personne adulte dans la fiche"
        )
        qui.add_argument("--jeune", type=int, help="ou celui d’un enfant de 14 ans et plus")
        parser.add_argument("--par", required=True, help="courriel de la gestionnaire")
        parser.add_argument("--format", choices=["pdf", "json"], default="pdf")
        parser.add_argument("--sortie", required=True, type=Path, help="fichier à écrire")
        parser.add_argument("--notes", action="store_true", help="joindre les notes, relues")
        parser.add_argument("--tous-les-besoins", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        par = Utilisateur.objects.filter(email=options["par"], is_active=True).first()
        gerees = Famille.objects.dans_territoires(par.territoires_geres if par else frozenset())
        famille = gerees.encore_nommees().suivre(options["code"])
        if famille is None:
            raise CommandError("Aucune famille de ce code dans ses territoires.")
        personne = self._jeune(famille, options) or self._adulte(famille, options)
        contenu = self._contenu(famille, personne, options)
        self._inscrire(famille, par)
        options["sortie"].write_bytes(contenu)
        self.stdout.write(f"Écrit\u00a0: {options['sortie']}")

    def _adulte(self, famille: Famille, options: dict[str, Any]) -> Adulte:
        adultes = famille.adultes.select_related("identite")
        return _trouver(adultes.filter(pk=options["adulte"]).first())

    def _jeune(self, famille: Famille, options: dict[str, Any]) -> Enfant | None:
        if options["jeune"] is None:
            return None
        enfants = Enfant.objects.de_la_famille(famille).presents().select_related("identite")
        jeune = _trouver(enfants.filter(pk=options["jeune"]).first())
        if not a_quatorze_ans(jeune, timezone.localdate()):
            raise CommandError(AVANT_QUATORZE_ANS)
        if options["notes"]:
            raise CommandError(NOTES_D_UN_JEUNE)
        return jeune

    def _contenu(
        self, famille: Famille, personne: Adulte | Enfant, options: dict[str, Any]
    ) -> bytes:
        tous = options["tous_les_besoins"]
        besoins = famille.besoins.all() if tous else sans_delicats(famille)
        if isinstance(personne, Enfant):
            rien: dict[str, Any] = {"notes": (), "promesses": (), "etapes": ()}
            contenu = dossier_du_jeune(famille, personne, besoins=besoins, **rien)
        else:
            contenu = dossier(
                famille,
                personne,
                notes=famille.interventions.exclude(note="") if options["notes"] else (),
                besoins=besoins,
                promesses=famille.promesses.all(),
                etapes=EtapePlan.objects.filter(
                    plan__famille=famille, plan__termine_le__isnull=True
                ),
            )
        if options["format"] == "json":
            return json.dumps(contenu, ensure_ascii=False, indent=2).encode()
        return en_pdf(contenu)

    def _inscrire(self, famille: Famille, par: Utilisateur | None) -> None:
        """Before the file is: no line, no file."""
        Consultation.inscrire(
            geste=Consultation.Geste.EXPORT,
            page="commande:exporter_dossier",
            statut=200,
            utilisateur=par,
            titre="Par commande",
            famille=famille.pk,
        )
