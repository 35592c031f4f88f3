#!/usr/bin/env python
import os
import sys

from django.core.management import execute_from_command_line

from proximite import portee

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "proximite.settings")
    with portee.reseau("Une commande est lancée par qui exploite le service."):
        execute_from_command_line(sys.argv)
