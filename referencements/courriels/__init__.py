"""The messages of référencements, written when they leave (``courriels.gabarits``).

They carry no personal datum beyond the address they go to: a number, a partenaire, a link.
"""

from . import entrants, portail, sortants

__all__ = ["entrants", "portail", "sortants"]
