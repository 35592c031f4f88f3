"""The three key indicators (DOMAINE §5.3): isolement, correspondance, concertation.

What they show is an « évolution observée », never an effect; a territoire compares with itself.
"""
