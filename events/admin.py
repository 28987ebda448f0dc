"""催し, as the secretariat keeps them."""

from django.contrib import admin
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from common.office import OfficeAdmin, OfficeInline
from contest.forms import InOrderForm
from events.models import Appearance, Event, Session


class EventForm(InOrderForm):
    order = ("starts_at", "ends_at", _("おわりは、はじまりより後にしてください。"))


class SessionInline(OfficeInline):
    model = Session
    show_change_link = True


@admin.register(Event)
class EventAdmin(OfficeAdmin):
    form = EventForm
    list_display = ["title_ja", "kind", "starts_at", "mode", "cycle", "is_public"]
    list_filter = ["kind", "mode", "is_public", "cycle"]
    search_fields = ["title_ja", "title_en", "theme_ja", "slug"]
    list_select_related = ["cycle"]
    date_hierarchy = "starts_at"
    autocomplete_fields = ["host"]
    prepopulated_fields = {"slug": ["title_en"]}
    inlines = [SessionInline]


class AppearanceInline(OfficeInline):
    model = Appearance


@admin.register(Session)
class SessionAdmin(OfficeAdmin):
    """A part of a programme and who appears in it; reached from its event."""

    list_display = ["title_ja", "event", "order", "people"]
    list_filter = ["event"]
    search_fields = ["title_ja", "event__title_ja", "appearances__name"]
    list_select_related = ["event"]
    autocomplete_fields = ["event"]
    inlines = [AppearanceInline]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(people_count=Count("appearances"))

    @admin.display(description=_("登壇"))
    def people(self, session):
        return session.people_count
