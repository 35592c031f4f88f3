"""The pseudonymous extract of the évaluation: tables of rows without anyone's name.

``tables`` is the explicit list of what leaves, ``exclus`` says why the rest does not, ``codes``
draws the codes anew for each extract, ``fabrique`` writes the zip, ``dictionnaire`` describes it.
"""
