"""What the network publishes, and the proof that no published number lets anyone be found.

``mesures`` says which numbers, ``affichage`` how each is shown, ``systeme`` and ``audit`` what an
attentive reader could deduce of them, ``publier`` writes them, ``lecture`` reads them again.
"""
