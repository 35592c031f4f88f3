"""About a famille that a partenaire refers to the PTP."""
