"""How the rows of one famille go to another and come back: whatever points to a row, of this app or
of a higher one, is found by the model itself, so that a new table can’t be forgotten."""

import json
from collections.abc import Callable, Iterable
from typing import Any

from django.core import serializers
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, models, transaction
from django.db.models import ManyToOneRel, ProtectedError, RestrictedError
from django.db.models.deletion import Collector

from proximite.typographie import NBSP, compte

from .champs_scelles import sceller_pour_ecrire
from .famille import Famille

Json = dict[str, Any]
# Two rows that become one: the first leaves what it has to the second.
Paire = tuple[models.Model, models.Model]
Repli = Callable[[Famille, Famille], Iterable[Paire]]
REPLIS: list[Repli] = []
# What says something of the fiche itself, and stays with it.
A_PART = {
    "familles.identitefamille.famille",
    "familles.fusionfamille.garde",
    "familles.fusionfamille.absorbee",
    "familles.famillesdistinctes.un",
    "familles.famillesdistinctes.autre",
}
LOT = 500
PROTEGEE = "Une autre donnée empêche de réunir ces deux lignes\u00a0: %(quoi)s."


def repli(fonction: Repli) -> Repli:
    """Decorator: ``fonction(gardee, absorbee)`` gives the pairs (absorbed row, kept row) that a
    constraint, or good sense, allows once per famille. A higher app declares its own."""
    REPLIS.append(fonction)
    return fonction


def relations(modele: type[models.Model]) -> list[ManyToOneRel]:
    """Every foreign key to it, those behind a many-to-many and of higher apps too. Those of higher
    apps first, in the order in which their verbs take locks."""
    toutes = reversed(modele._meta.get_fields(include_hidden=True))
    return [r for r in toutes if isinstance(r, ManyToOneRel) and cle(r) not in A_PART]


def verrouiller(*pks: int) -> list[Famille]:
    """Rows of higher apps first, as their own verbs do; then the familles in the order of their
    pk, so that two of these never wait for each other."""
    for relation in relations(Famille):
        if relation.related_model._meta.app_label != Famille._meta.app_label:
            champ = f"{relation.field.name}__in"
            siennes = relation.related_model._base_manager.filter(**{champ: pks})
            list(siennes.order_by("pk").select_for_update().values_list("pk"))
    return list(Famille.toutes.select_for_update().filter(pk__in=pks).order_by("pk"))


def cle(relation: ManyToOneRel) -> str:
    return f"{relation.related_model._meta.label_lower}.{relation.field.name}"


def lignes(relation: ManyToOneRel, vers: models.Model) -> models.QuerySet[Any]:
    return relation.related_model._base_manager.filter(**{relation.field.name: vers})


def deplacer(de: models.Model, vers: models.Model) -> dict[str, list[Any]]:
    """All that points to ``de`` points to ``vers``; the pks moved, by relation. What a constraint
    keeps, and what is the same row (an identity), stays."""
    deplaces = {}
    for relation in relations(type(de)):
        if relation.field.primary_key:
            continue
        if pks := _pointer(lignes(relation, de), relation.field.name, vers):
            deplaces[cle(relation)] = pks
    return deplaces


def rendre(deplaces: dict[str, list[Any]], *, de: models.Model, a: models.Model) -> None:
    """Those that still are, and still point to ``de``, point to ``a`` again."""
    for relation in relations(type(a)):
        pks = deplaces.get(cle(relation), [])
        for debut in range(0, len(pks), LOT):
            siennes = lignes(relation, de).filter(pk__in=pks[debut : debut + LOT])
            siennes.update(**{relation.field.name: a})


def replier(de: models.Model, vers: models.Model) -> Json:
    """``de`` is ``vers``: what points to it is moved, then it goes, kept whole in what is
    returned with the rows that only made sense with it."""
    liens = deplacer(de, vers)
    try:
        collecte = Collector(using=str(de._state.db))
        collecte.collect([de])
    except (ProtectedError, RestrictedError) as empechement:
        quoi = type(next(iter(empechement.args[1])))._meta.verbose_name
        raise ValidationError(PROTEGEE, code="protegee", params={"quoi": quoi}) from empechement
    emportees = [ligne for lignes in collecte.data.values() for ligne in lignes]
    emportees += [ligne for lignes in collecte.fast_deletes for ligne in lignes]
    copies = en_json([de, *(ligne for ligne in emportees if ligne != de)])
    de.delete()
    return {"modele": de._meta.label_lower, "vers": vers.pk, "copies": copies, "liens": liens}


def deplier(repliee: Json) -> None:
    """The row as it was, with what it had."""
    objets = list(serializers.deserialize("python", repliee["copies"]))
    for objet in objets:
        sceller_pour_ecrire(objet.object)
        objet.save()
    une = objets[0].object
    rendre(repliee["liens"], de=type(une)._base_manager.get(pk=repliee["vers"]), a=une)


def en_json(objets: Iterable[models.Model]) -> list[Json]:
    return json.loads(json.dumps(serializers.serialize("python", objets), cls=DjangoJSONEncoder))


def photo(objet: models.Model) -> Json:
    return en_json([objet])[0]["fields"]


def _pointer(rangees: models.QuerySet[Any], champ: str, vers: models.Model) -> list[Any]:
    """The pks moved: all at once, or one by one when a constraint keeps some where they are."""
    pks = list(rangees.order_by("pk").values_list("pk", flat=True))
    if not pks or _essayer(rangees, champ, vers):
        return pks
    return [pk for pk in pks if _essayer(rangees.filter(pk=pk), champ, vers)]


def _essayer(rangees: models.QuerySet[Any], champ: str, vers: models.Model) -> bool:
    try:
        with transaction.atomic():
            rangees.update(**{champ: vers})
    except IntegrityError:
        return False
    return True


def contenu(famille: Famille) -> list[str]:
    """What a fiche holds, for who is about to bring two together: « 12 interventions »."""
    phrases = []
    for relation in relations(Famille):
        noms = relation.related_model._meta
        nombre = lignes(relation, famille).count()
        if nombre and relation.field.name == "famille":
            phrases.append(compte(nombre, str(noms.verbose_name), str(noms.verbose_name_plural)))
    return sorted(phrases, key=lambda phrase: phrase.split(NBSP)[-1])
