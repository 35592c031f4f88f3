"""A directory that comes in from a file: read, understood, shown, and only then written."""
