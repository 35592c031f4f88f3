from django.db import models


class MemoireCommune(models.Model):
    """The table of Django's cache in the database: attempts are counted there for every process
    and every host."""

    cache_key = models.CharField("clé", max_length=255, primary_key=True)
    value = models.TextField("valeur")
    expires = models.DateTimeField("expire le", db_index=True)

    class Meta:
        verbose_name = "entrée de la mémoire commune"
        db_table = "comptes_memoire"

    def __str__(self) -> str:
        return "entrée de la mémoire commune"
