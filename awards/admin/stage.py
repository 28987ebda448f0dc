"""The operator's page of the final day, the same with big buttons for a telephone, and the hall's screen."""

from django.contrib import admin, messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from awards import onstage, services
from awards.forms import StageItemForm
from awards.models import Publication, StageItem
from common import clock
from common.errors import ContestError
from common.office import OfficeAdmin
from contest.models import Cycle
from voting.way import way_to_vote


@admin.register(StageItem)
class StageItemAdmin(OfficeAdmin):
    list_display = ["order", "kind", "__str__", "minutes", "cycle"]
    list_filter = ["cycle", "kind"]
    list_select_related = ["cycle", "idea", "poll__tier", "poll__cycle", "award__tier", "award__cycle"]
    search_fields = ["title", "idea__title"]
    form = StageItemForm
    change_list_template = "awards/office/stage_list.html"
    can_delete = True

    def changelist_view(self, request, extra_context=None):
        cycles = Cycle.objects.filter(tiers__isnull=False, final_on__isnull=False).order_by("-fiscal_year").distinct()
        return super().changelist_view(request, {"cycles": cycles, **(extra_context or {})})

    def get_form(self, request, obj=None, change=False, **kwargs):
        """What a point may show is of its own year; a new one is of the year whose desk asked for it."""
        form = super().get_form(request, obj, change, **kwargs)
        key = str(obj.cycle_id) if obj else request.GET.get("cycle", "")
        form.year = int(key) if key.isdecimal() and len(key) < 10 else None
        return form

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        services.tell_screens(obj.cycle)

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        services.tell_screens(obj.cycle)

    def response_post_save_add(self, request, obj):
        return redirect("admin:awards_stage", obj.cycle.fiscal_year)

    response_post_save_change = response_post_save_add

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
            item = _press(request, cycle)
            moved = f"#item-{item.pk}" if item and request.POST.get("act") in ("up", "down") else ""
            return redirect(request.get_full_path() + moved)
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
        context = {"cycle": cycle, "on": on, "now": now, "way": way_to_vote()}
        return render(request, "awards/hall.html", context)


def _press(request, cycle):
    """What was pressed, and on which point; a refusal is said and nothing is changed."""
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
    return item


def _unknown():
    raise ContestError(_("このボタンは、いまは使えません。ページを読みなおしてください。"))
