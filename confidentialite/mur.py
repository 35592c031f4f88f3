"""The second wall, in PostgreSQL: which rows of each table the application's role may touch.

A row is one's own when it names what one may read: a territoire, a row with a policy of its own,
oneself. For most models the first step of ``chemin_territoire`` says it already; the others are
here, one line each, or in ``SANS_POLITIQUE`` with the reason.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models

from familles.models.champs_scelles import champs_scelles
from territoires.models import OrganismePorteur, Territoire

Modele = type[models.Model]

# By model, its fields that lead to what is read: any of them is enough.
PAR = {
    # What she has not confirmed concerns nobody else.
    "partenaires.Importation": ("par",),
    "partenaires.LigneImportation": ("importation",),
    "activites.Sortie": ("territoire", "saisie_par"),
    "activites.AlerteSortie": ("destinataire", "sortie"),
    "familles.IdentiteAdulte": ("adulte",),
    "familles.IdentiteEnfant": ("enfant",),
    "familles.Enfant": ("famille", "autre_famille"),
    "familles.RetraitConsentement": ("consentement",),
    "familles.FamillesDistinctes": ("un", "autre"),
    "familles.ArchiveFusion": ("fusion",),
    "familles.PassationPartenaire": ("passation",),
    "familles.RencontreConjointe": ("passation_famille",),
    "familles.Transfert": ("de", "vers"),
    "familles.NotesGardees": (),
    "familles.CleFamille": (),
    "referencements.Referencement": (),
    "referencements.SuiviReferencement": ("referencement",),
    "referencements.Divulgation": ("referencement",),
    "referencements.DemandeEntrante": ("referencement",),
    "referencements.LienPartenaire": ("territoire", "referencement"),
    "referencements.CodePartenaire": ("lien",),
    "rapports.DecisionPassee": ("version",),
    "rapports.Tache": ("demandee_par",),
    "confidentialite.AlerteAcces": (),
    "confidentialite.AvisRectification": ("demande",),
    "confidentialite.Demande": ("territoire",),
    "confidentialite.Destruction": ("territoire",),
    "confidentialite.Incident": (),
    "confidentialite.VersionIncident": ("incident",),
    "confidentialite.Consultation": (),
}

LUS = "((SELECT proximite_territoires())::bigint[])"
MOI = "(SELECT proximite_utilisateur())"
DE_SON_EQUIPE = (
    "EXISTS (SELECT 1 FROM comptes_affectation a"
    " WHERE a.utilisateur_id = {t}.utilisateur_id AND a.territoire_id = ANY ({lus}))"
)

D_UNE_FAMILLE_LUE = "EXISTS (SELECT 1 FROM familles_famille f WHERE f.id = {t}.famille)"
D_UN_TRANSFERT_LU = "EXISTS (SELECT 1 FROM familles_transfert p WHERE p.famille_id = {t}.famille)"
D_UN_TEXTE_LU = (
    "({t}.famille IS NULL AND {t}.code = ANY ((SELECT proximite_cles_d_attente())::text[]))"
)

# What no field says, in SQL: {t} is the table, {lus} the territoires that one may read.
EN_PLUS = {
    "familles.Famille": "{t}.id = ANY ((SELECT proximite_familles_parties())::bigint[])",
    # Followed where its famille went; it counts where it was made, as releves do.
    "referencements.Referencement": (
        "coalesce({t}.repris_par_id, {t}.territoire_id) = ANY ({lus})"
        " OR ({t}.territoire_id = ANY ({lus}) AND (SELECT proximite_releves()))"
    ),
    # Both sides of a transfert read its words. The key of nobody yet is read where its text is.
    "familles.CleFamille": " OR ".join([D_UNE_FAMILLE_LUE, D_UN_TRANSFERT_LU, D_UN_TEXTE_LU]),
    # What the famille did not agree to pass on stays with those she left.
    "familles.NotesGardees": (
        "EXISTS (SELECT 1 FROM familles_transfert p"
        " WHERE p.id = {t}.transfert_id AND p.de_id = ANY ({lus}))"
    ),
    "activites.Sortie": "{t}.id = ANY ((SELECT proximite_sorties_veillees())::bigint[])",
    "rapports.RapportParticipation": "(SELECT proximite_est_d_un_comite())",
    # One publication at a time for the network, whoever asked.
    "rapports.Tache": "{t}.genre = 'publication' AND (SELECT proximite_est_d_un_comite())",
    "confidentialite.AlerteAcces": DE_SON_EQUIPE,
    "confidentialite.Incident": (
        "EXISTS (SELECT 1 FROM territoires_territoire p"
        " WHERE p.organisme_id = {t}.organisme_id AND p.id = ANY ({lus}))"
    ),
    "confidentialite.Consultation": " OR ".join([D_UNE_FAMILLE_LUE, DE_SON_EQUIPE]),
}
# The texts whose key is nobody's yet, in the territoires ``lus``: none was transferred. Taken
# up, a request keeps its keys until its texts are under her own.
D_UN_ENTRANT = (
    "t.referencement_id IN (SELECT p.id FROM referencements_referencement p"
    " WHERE p.sens = 'entrant' AND p.territoire_id = ANY (lus))"
)
D_ATTENTE = {
    "referencements.Referencement": "t.sens = 'entrant' AND t.territoire_id = ANY (lus)",
    "referencements.DemandeEntrante": D_UN_ENTRANT,
    "referencements.SuiviReferencement": D_UN_ENTRANT,
    "referencements.ConstatTrou": (
        "t.famille_id IS NULL AND t.trou_id IN (SELECT p.id FROM referencements_troudeservices p"
        " WHERE p.territoire_id = ANY (lus))"
    ),
}
TEXTES = "SELECT unnest(ARRAY[{colonnes}]) FROM {table} t WHERE {condition}"
# What may be added besides what is read: the key of nobody comes before the text that names it.
A_L_AJOUT = {"familles.CleFamille": "{t}.famille IS NULL AND cardinality({lus}) > 0"}
PARENT = "EXISTS (SELECT 1 FROM {parent} p WHERE p.{cle} = {colonne})"

# What the figures of the network count, and all that the role which counts them reads: no
# identity, no key.
CHIFFRES = (
    "activites.ActiviteDemarchage",
    "activites.ActiviteReseautage",
    "activites.ActiviteReseautage_partenaires",
    "activites.DemandeHorsMandat",
    "activites.StrategieDemarchage",
    "comptes.Affectation",
    "familles.Accompagnement",
    "familles.Besoin",
    "familles.Enfant",
    "familles.EvaluationIsolement",
    "familles.Famille",
    "familles.Intervention",
    "familles.JalonLienConfiance",
    "familles.Passation",
    "familles.PassationFamille",
    "partenaires.OffreService",
    "partenaires.Partenaire",
    "partenaires.Partenaire_territoires",
    "partenaires.Secteur",
    "partenaires.TypeBesoin",
    "referencements.ConstatTrou",
    "referencements.Referencement",
    "referencements.SuiviReferencement",
    "referencements.TrouDeServices",
    "referencements.TypeTrou",
    "territoires.OrganismePorteur",
    "territoires.Region",
    "territoires.Territoire",
)

REPERTOIRE = (
    "Le répertoire des partenaires est commun à tout le réseau; il ne dit rien d’une famille."
)
COMPTES = "Les droits s’y lisent, avant qu’on sache qui demande; rien d’une famille."
SANS_POLITIQUE = {
    "territoires.OrganismePorteur": "Le nom d’un organisme n’est pas un secret.",
    "territoires.Territoire": "Le nom d’un territoire n’est pas un secret; les droits le nomment.",
    "territoires.Territoire_mrcs": "Les MRC d’un territoire ne sont pas un secret.",
    "comptes.Affectation": COMPTES,
    "comptes.Invitation": COMPTES,
    "partenaires.Partenaire": REPERTOIRE,
    "partenaires.Partenaire_territoires": REPERTOIRE,
    "partenaires.ContactPartenaire": REPERTOIRE,
    "partenaires.OffreService": REPERTOIRE,
    "partenaires.FichesDistinctes": REPERTOIRE,
    "partenaires.FusionPartenaires": REPERTOIRE,
    "partenaires.PropositionFiche": REPERTOIRE,
}

OUBLIE = (
    "{label} mène à une famille ou à un territoire, et la base en montre chaque ligne à tout le "
    "monde. Donnez à son QuerySet un chemin_territoire, ou ajoutez une ligne à PAR (le champ qui "
    "mène à ce qu’on peut lire) ou à SANS_POLITIQUE (la raison) dans confidentialite/mur.py."
)


@dataclass(frozen=True)
class Politique:
    table: str
    condition: str
    # Of the rows that are written, besides ``condition``.
    a_l_ajout: str = ""

    @property
    def sql(self) -> str:
        if not self.a_l_ajout:
            return f"USING ({self.condition})"
        return f"USING ({self.condition}) WITH CHECK ({self.condition} OR {self.a_l_ajout})"


def politiques() -> Iterator[Politique]:
    for modele in apps.get_models(include_auto_created=True):
        if est_protege(modele):
            table = modele._meta.db_table
            ajout = A_L_AJOUT.get(modele._meta.label, "").format(t=table, lus=LUS)
            yield Politique(table, _condition(modele), ajout)


def textes_d_attente() -> str:
    """The sealed columns of ``D_ATTENTE``, one text a row."""
    return " UNION ALL ".join(
        TEXTES.format(colonnes=_scelles(modele), table=modele._meta.db_table, condition=condition)
        for modele, condition in ((apps.get_model(nom), sql) for nom, sql in D_ATTENTE.items())
    )


def _scelles(modele: Modele) -> str:
    return ", ".join(f"t.{champ.column}" for champ in champs_scelles(modele))


def est_protege(modele: Modele) -> bool:
    return modele._meta.label in EN_PLUS or bool(_champs(modele))


def oublies() -> list[str]:
    """Models that lead to a famille or a territoire and have neither policy nor reason."""
    return [
        OUBLIE.format(label=modele._meta.label)
        for modele in apps.get_models(include_auto_created=True)
        if mene_au_registre(modele)
        and not est_protege(modele)
        and modele._meta.label not in SANS_POLITIQUE
    ]


def mene_au_registre(modele: Modele, deja: frozenset[Modele] = frozenset()) -> bool:
    """By a foreign key, or by several one after the other. An organisme has its own registers."""
    if modele in (Territoire, OrganismePorteur):
        return True
    vers = {_vers(champ) for champ in modele._meta.concrete_fields if champ.is_relation}
    suite = vers - deja - {modele, get_user_model()}
    return any(mene_au_registre(autre, deja | {modele}) for autre in suite)


def _champs(modele: Modele) -> tuple[str, ...]:
    if (label := modele._meta.label) in PAR:
        return PAR[label]
    if label in SANS_POLITIQUE:
        return ()
    if modele._meta.auto_created:
        return _de_la_table_de_liaison(modele)
    chemin = getattr(modele._default_manager.get_queryset(), "chemin_territoire", "")
    return (chemin.split("__")[0],) if chemin else ()


def _de_la_table_de_liaison(modele: Modele) -> tuple[str, ...]:
    """A many-to-many is its owner's."""
    champs = [champ for champ in modele._meta.concrete_fields if champ.is_relation]
    return (champs[0].name,) if est_protege(_vers(champs[0])) else ()


def _condition(modele: Modele) -> str:
    table = modele._meta.db_table
    parts = [_par(modele, nom) for nom in _champs(modele)]
    if propre := EN_PLUS.get(modele._meta.label):
        parts.append(propre.format(t=table, lus=LUS))
    return " OR ".join(["(SELECT proximite_tout())", *parts])


def _par(modele: Modele, nom: str) -> str:
    champ = next(champ for champ in modele._meta.concrete_fields if champ.name == nom)
    colonne, vers = f"{modele._meta.db_table}.{champ.column}", _vers(champ)
    if vers is Territoire:
        return f"{colonne} = ANY ({LUS})"
    if vers is get_user_model():
        return f"{colonne} = {MOI}"
    parent = vers._meta
    return PARENT.format(parent=parent.db_table, cle=parent.pk.column, colonne=colonne)


def _vers(champ: "models.Field[object, object]") -> Modele:
    return cast(Modele, champ.related_model)
