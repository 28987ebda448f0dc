"""The operator's page of the final day, the same with big buttons for a telephone, and the hall's screen."""

from django.contrib import admin, messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from awards import onstage, services
from awards.models import Publication, StageItem
from common import clock
from common.errors import ContestError
from common.office import OfficeAdmin
from contest.models import Cycle
from ideas.models import Idea


@admin.register(StageItem)
class StageItemAdmin(OfficeAdmin):
    list_display = ["order", "kind", "__str__", "minutes", "cycle"]
    list_filter = ["cycle", "kind"]
    list_select_related = ["cycle", "idea", "poll__tier", "poll__cycle", "award__tier", "award__cycle"]
    search_fields = ["title", "idea__title"]
    can_delete = True

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Ideas that the jury placed, newest year first, in a plain list."""
        if db_field.name == "idea":
            placed = Idea.objects.handed_in().filter(placement__isnull=False).select_related("cycle", "team")
            kwargs["queryset"] = placed.order_by("-cycle__fiscal_year", "serial")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_urls(self):
        view = self.admin_site.admin_view
        own = [
            path("desk/<int:year>/", view(self.desk_view), name="awards_stage"),
            path("hall/<int:year>/", view(never_cache(self.hall_view)), name="awards_hall"),
        ]
        return own + super().get_urls()

    def desk_view(self, request, year):
        """What is on, what comes next, the polls, the judges; every button is a form."""
        cycle = get_object_or_404(Cycle, fiscal_year=year)
        if request.method == "POST":
            _press(request, cycle)
            return redirect(request.get_full_path())
        now = clock.now()
        items = list(
            cycle.stage_items.select_related("idea__team", "idea__cycle", "poll__tier", "poll__cycle", "award")
        )
        on = onstage.now_on(cycle, now, in_the_hall=True)
        place = next((number for number, row in enumerate(items) if on.item and row.pk == on.item.pk), -1)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("%(cycle)s の当日の進行") % {"cycle": cycle},
            "cycle": cycle,
            "now": now,
            "on": on,
            "items": items,
            "next": items[place + 1] if place + 1 < len(items) else None,
            "urns": onstage.urns(cycle, now),
            "judges": onstage.judges_at(on.item, now),
            "publication": Publication.objects.filter(cycle=cycle).first(),
            "is_remote": "remote" in request.GET,
        }
        request.current_app = self.admin_site.name
        return render(request, "awards/office/stage.html", context)

    def hall_view(self, request, year):
        """The big screen; opened by the operator, so that winners may stand on it when they are revealed."""
        cycle = get_object_or_404(Cycle, fiscal_year=year)
        now = clock.now()
        on = onstage.now_on(cycle, now, in_the_hall=True)
        context = {"cycle": cycle, "on": on, "now": now, "way": onstage.way_to_vote()}
        return render(request, "awards/hall.html", context)


def _press(request, cycle):
    """What was pressed; a refusal is said and nothing is changed."""
    act, by = request.POST.get("act", ""), {"by": request.user, "at": clock.now()}
    seen = request.POST.get("seen", "")
    moved = {"seen": int(seen) if seen.isdecimal() and len(seen) < 9 else -1, **by}
    key = request.POST.get("item", "")
    item = cycle.stage_items.filter(pk=int(key) if key.isdecimal() and len(key) < 10 else 0).first()
    acts = {
        "lay_out": lambda: services.lay_out_order(cycle, **by),
        "lots": lambda: services.draw_lots(cycle, **by),
        "start": lambda: services.run_timer(cycle, is_running=True, **moved),
        "stop": lambda: services.run_timer(cycle, is_running=False, **moved),
        "reveal": lambda: services.reveal_next(cycle, **moved),
    }
    if item is not None:
        acts |= {
            "show": lambda: services.show_item(cycle, item, **moved),
            "up": lambda: services.move_item(item, up=True),
            "down": lambda: services.move_item(item, up=False),
        }
    try:
        acts.get(act, _unknown)()
    except ContestError as refusal:
        messages.error(request, str(refusal))


def _unknown():
    raise ContestError(_("このボタンは、いまは使えません。ページを読みなおしてください。"))
