"""The secretariat's admin site and the admin class its rooms register with."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.widgets import AdminSplitDateTime
from django.db import models
from django.forms import SplitDateTimeField
from django.http import Http404
from django.utils.translation import gettext_lazy as _


class NamedDateTime(AdminSplitDateTime):
    """A day and a time, each called by its name: in a table there is no label beside them."""

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        for part, label in zip(context["widget"]["subwidgets"], (_("日付"), _("時刻")), strict=True):
            part["attrs"]["aria-label"] = label
        return context


FIELDS: dict[type[models.Field], dict[str, Any]] = {
    models.URLField: {"assume_scheme": "https"},
    models.DateTimeField: {"form_class": SplitDateTimeField, "widget": NamedDateTime},
}


class OfficeSite(admin.AdminSite):
    """事務局: Django's admin for staff, entered by the same login as everything else."""

    site_header = _("事務局")
    site_title = _("COG 事務局")
    index_title = _("事務局の仕事")

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.login = secure_admin_login(self.login)  # type: ignore[method-assign]

    def get_app_list(self, request, app_label=None):
        """The rooms from the ground floor up, as the year goes; Django's order is that of their names."""
        floors = list(apps.app_configs)
        return sorted(super().get_app_list(request, app_label), key=lambda room: -floors.index(room["app_label"]))

    def password_change(self, request, extra_context=None):
        """There are no passwords here (accounts.views.no_passwords)."""
        raise Http404

    password_change_done = password_change


class StaffMayWork:
    """Any staff member may see, add and change; deleting where the page says so."""

    can_delete = False

    def has_module_permission(self, request):
        return request.user.is_staff

    def has_view_permission(self, request, obj=None):
        return request.user.is_staff

    def has_add_permission(self, request, obj=None):
        return request.user.is_staff

    def has_change_permission(self, request, obj=None):
        return request.user.is_staff

    def has_delete_permission(self, request, obj=None):
        return request.user.is_staff and self.can_delete


class OfficeAdmin(StaffMayWork, admin.ModelAdmin):
    """An admin page of the secretariat."""

    formfield_overrides = FIELDS


class OfficeInline(StaffMayWork, admin.TabularInline):
    """Parts of a row, edited on its page; parts may be taken away."""

    can_delete = True
    extra = 0
    formfield_overrides = FIELDS


class ReadOnlyOfficeAdmin(OfficeAdmin):
    """Rows of record: seen by the secretariat, changed by nobody here."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False
