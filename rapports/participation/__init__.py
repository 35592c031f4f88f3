"""The life of a rapport de participation: its draft, what was revised since, its messages."""
