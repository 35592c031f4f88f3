"""Reports as files.

``document`` is what a file says, ``construction`` makes one of a publication or of a report, and
each format has its writer: ``pdf``, ``xlsx``, ``ods``, ``csv_``, ``json_``. A text cell never
becomes a formula (SECURITE "Files out"), and every format says the same.
"""
