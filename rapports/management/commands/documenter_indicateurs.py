"""``docs/indicateurs.md``, generated from the registry."""

from proximite.documents import CommandeDocument
from rapports.definitions import Indicateur
from rapports.indicateurs import VERSION_DEFINITIONS
from rapports.indicateurs_complement import AVEC_PARTIES
from rapports.indicateurs_tableau import par_rubrique

ENTETE = f"""# Indicateurs

Version {VERSION_DEFINITIONS} des définitions. Cette page est produite par
`manage.py documenter_indicateurs` à partir de `rapports/indicateurs.py`, de
`rapports/indicateurs_tableau.py`, de `rapports/indicateurs_besoins.py` et de
`rapports/indicateurs_cles.py` : ne la modifiez pas ici.

Les parts sont arrondies à l’unité, la demie vers le haut, et calculées sur les nombres entiers. Un
dénominateur de 0 donne « s. o. » (sans objet). « N sur 10 », « la moitié » (de 47,5 % à moins de
52,5 %) et « moins de 10 % » se lisent sur la part avant arrondi. Un indice va de
−1 à 1. La somme des rapports additionne numérateurs et dénominateurs; ce qui ne s’additionne pas y
est « s. o. ».
"""


class Command(CommandeDocument):
    help = "Écrit docs/indicateurs.md à partir du registre des indicateurs."
    fichier = "indicateurs.md"

    def documentation(self) -> str:
        return documentation()


def documentation() -> str:
    parties = [ENTETE]
    for rubrique, indicateurs in par_rubrique().items():
        parties.append(f"\n## {rubrique}\n")
        parties += [_section(indicateur) for indicateur in indicateurs]
    return "".join(parties)


def _section(indicateur: Indicateur) -> str:
    identifiant = indicateur.id
    if indicateur.liste:
        identifiant += f".‹{indicateur.liste}›"
    lignes = [
        f"\n### {identifiant} · {indicateur.libelle}\n",
        f"{indicateur.definition}\n",
        f"- Numérateur : {indicateur.numerateur}",
        f"- Dénominateur : {indicateur.denominateur}",
        f"- Unité : {indicateur.unite}; calcul : {indicateur.calcul}",
    ]
    if not indicateur.denominateur:
        del lignes[3]
    if liste := AVEC_PARTIES.get(indicateur.id):
        lignes.append(f"- Suivi de ses parties, par {liste}")
    if not indicateur.additif:
        lignes.append("- Ne s’additionne pas d’un rapport à l’autre")
    lignes.append(f"- Version {indicateur.version}; source : {indicateur.source}\n")
    return "\n".join(lignes)
