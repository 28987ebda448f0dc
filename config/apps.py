from django.apps import apps
from django.contrib import admin
from django.contrib.admin.apps import AdminConfig


class OfficeConfig(AdminConfig):
    """Django's admin, worn by the secretariat's office."""

    default_site = "common.office.OfficeSite"

    def ready(self):
        """No shelf for allauth's logins by LINE and Google: the vote writes none (voting.logins)."""
        super().ready()
        admin.site.unregister(list(apps.get_app_config("socialaccount").get_models()))
