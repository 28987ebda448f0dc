"""審査サイト: the admin site of the judges. Being staff opens nothing here; a Judge row does."""

from allauth.account.decorators import secure_admin_login
from allauth.account.views import logout
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext_lazy as _

from judging import rules, views


class JudgeSite(admin.AdminSite):
    """Entered by the same login as everything else; every page of it passes `has_permission`."""

    site_header = _("審査サイト")
    site_title = _("COG 審査サイト")
    index_title = _("わたしの採点表")

    def has_permission(self, request):
        return request.user.is_authenticated and rules.is_judge(request.user)

    def login(self, request, extra_context=None):
        if self.has_permission(request):
            return redirect("judge:index")
        if request.user.is_authenticated:
            raise PermissionDenied
        return secure_admin_login(super().login)(request)

    def writing(self, view):
        """`admin_view`, except that what somebody typed comes back to them where the door is closed to them by now."""
        inner, kept_out = self.admin_view(view), views.KeptOutView.as_view()

        def visit(request, *args, **kwargs):
            is_kept_out = request.method == "POST" and not self.has_permission(request)
            return (kept_out if is_kept_out else inner)(request, *args, **kwargs)

        return visit

    def get_urls(self):
        return [
            path("", self.admin_view(views.sheet_list), name="index"),
            path("login/", self.login, name="login"),
            path("logout/", logout, name="logout"),
            path("sheets/<int:pk>/", self.writing(views.SheetView.as_view()), name="sheet"),
            path("sheets/<int:pk>/conflict/", self.admin_view(views.ConflictView.as_view()), name="conflict"),
            path("sheets/<int:pk>/advice/", self.writing(views.ProposalView.as_view()), name="advice"),
            path("sheets/<int:pk>/recuse/", self.admin_view(views.RecusalView.as_view()), name="recuse"),
        ]


judge_site = JudgeSite("judge")
