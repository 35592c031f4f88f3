"""The demonstration: a plainly fictional pilot whose report gives the published figures.

``chiffres`` says what must come out, ``plan`` deals it to familles, ``famille`` and its
neighbours write the rows that tell it, ``vivante`` and ``vitrine`` go on up to today.
"""
