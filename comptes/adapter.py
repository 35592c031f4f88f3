from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ComptesAdapter(DefaultAccountAdapter):
    """Accounts are opened by invitation only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
