"""What pages of this room share."""

from django.contrib import admin


class ReadOnlyRows(admin.TabularInline):
    """Rows of record inside a page of the secretariat."""

    extra = 0
    can_delete = False

    def has_view_permission(self, request, obj=None):
        return request.user.is_staff

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False
