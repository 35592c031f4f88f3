"""What a partenaire asked for from one of its links: a fresh link, a code, a receipt."""
