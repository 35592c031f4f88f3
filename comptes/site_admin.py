from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig


class AdminConfig(DjangoAdminConfig):
    """The admin of accounts, reference lists and periods; it knows no famille."""

    default_site = "comptes.administration.AdministrationSite"
