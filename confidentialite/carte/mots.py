"""The words of the map: each purpose, and each circle of readers, said once."""

from dataclasses import dataclass

# Of every row, whatever it is about: the key of the sending, its digest, who wrote it and when.
CHAMPS_COMMUNS = ("cle", "empreinte", "saisie_le", "saisie_par", "version")

RECONNAITRE = "Reconnaître la famille sans la nommer"
NOMMER = "Nommer la personne à qui l’on parle"
JOINDRE = "Joindre la famille, à sa manière et en sécurité"
ACCOMPAGNER = "Accompagner la famille selon ce qu’elle vit et demande"
RELIER = "Relier la famille à un partenaire et suivre la réponse"
PROUVER = "Prouver ce qui a été accepté, transmis ou retiré"
COMPTER = "Compter, sans nommer personne, dans les rapports de l’organisme"
CONTINUER = "Passer le relais sans que la famille recommence son histoire"
UNIR = "Ne pas tenir deux dossiers de la même famille, ni un dossier au mauvais endroit"
TRAVAIL = "Organiser et reconnaître le travail de l’équipe"
SURETE = "Savoir que la personne qui visite est en sécurité"
COMPTE = "Ouvrir l’accès à la bonne personne, et le fermer"
ECRIRE = "Envoyer un message et savoir s’il est parti"
REPERTOIRE = "Trouver à qui parler chez un partenaire"
REPONDRE = "Répondre de la protection des renseignements, comme la loi le demande"
RAPPORT = "Rendre compte au réseau, dans des textes où personne n’est reconnaissable"
TECHNIQUE = "Faire tenir l’application"

EQUIPE = "PTP et gestionnaire du territoire"
PTP = "PTP du territoire"
ADULTE = "PTP et gestionnaire du territoire, et la personne elle-même"
PARTENAIRE = "PTP et gestionnaire du territoire; le partenaire, tant que l’accord tient"
GESTIONNAIRE = "Gestionnaire du territoire ou de l’organisme"
RELEVE = "Personne qui part et personne qui arrive"
COMITES = "Gestionnaire du territoire et comités du réseau"
SOI = "La personne elle-même"
PERSONNE = "Personne : l’application seule"
ADMINISTRATION = "Administration, gestionnaire, et la personne elle-même"


@dataclass(frozen=True)
class Table:
    """``qui`` reads it; ``classe`` is how long it is kept (``proximite.conservation``); ``pour``
    gives, by purpose, the fields that serve it, separated by spaces."""

    qui: str
    classe: str
    pour: dict[str, str]

    @property
    def finalites(self) -> dict[str, str]:
        return {nom: finalite for finalite, noms in self.pour.items() for nom in noms.split()}
