"""Model fields of our own."""

from typing import Any

from django.db import models

from proximite.recherche import normaliser


class TexteNormalise(models.TextField):
    """What ``champs`` of the same row say, without accents nor case, written at each save.

    Every word follows a space: ``contains=" mot"`` finds the words that begin so, on any
    database. ``QuerySet.update`` does not write it.
    """

    def __init__(self, *champs: str, **options: Any) -> None:
        self.champs = champs
        super().__init__(**{"default": "", "editable": False, **options})

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        textes = [str(getattr(model_instance, champ)) for champ in self.champs]
        texte = f" {normaliser(' '.join(textes))}"
        setattr(model_instance, self.attname, texte)
        return texte

    def deconstruct(self) -> Any:
        """A plain text for migrations, which import nothing of ours."""
        nom, _, _, options = super().deconstruct()
        return nom, "django.db.models.TextField", [], options
