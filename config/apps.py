from django.contrib.admin.apps import AdminConfig


class OfficeConfig(AdminConfig):
    """Django's admin, worn by the secretariat's office."""

    default_site = "common.office.OfficeSite"
