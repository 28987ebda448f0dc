"""The secretariat's admin site and the admin class its rooms register with."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.utils.translation import gettext_lazy as _


class OfficeSite(admin.AdminSite):
    """事務局: Django's admin for staff, entered by the same login as everything else."""

    site_header = _("事務局")
    site_title = _("COG 事務局")
    index_title = _("事務局の仕事")

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.login = secure_admin_login(self.login)  # type: ignore[method-assign]


class OfficeAdmin(admin.ModelAdmin):
    """An admin page of the secretariat: any staff member may work on it; deleting is switched on one by one."""

    can_delete = False

    def has_module_permission(self, request):
        return request.user.is_staff

    def has_view_permission(self, request, obj=None):
        return request.user.is_staff

    def has_add_permission(self, request):
        return request.user.is_staff

    def has_change_permission(self, request, obj=None):
        return request.user.is_staff

    def has_delete_permission(self, request, obj=None):
        return request.user.is_staff and self.can_delete


class ReadOnlyOfficeAdmin(OfficeAdmin):
    """Rows of record: seen by the secretariat, changed by nobody here."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
