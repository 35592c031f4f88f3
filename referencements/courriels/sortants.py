"""About a référencement sent to a partenaire: the request, its reminder, the answer."""
