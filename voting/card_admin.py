"""The secretariat's desk of venue cards: made and printed in one go, counted, stopped."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from common import clock
from common.office import OfficeAdmin
from contest.models import Cycle
from printing.responses import pdf_response
from voting import services
from voting.forms import CardBatchForm
from voting.models import CardBatch
from voting.printed import card_sheets


@admin.register(CardBatch)
class CardBatchAdmin(OfficeAdmin):
    """Saving a new batch hands out its sheets: nobody can print them again, not even the site."""

    form = CardBatchForm
    list_display = ["label", "cycle", "count", "taken", "left", "made_by", "created_at", "closed_at"]
    list_filter = ["cycle"]
    fieldsets = [
        (
            None,
            {
                "fields": ["cycle", "label", "count"],
                "description": _(
                    "「保存」を押すと、印刷するPDFが一度だけ出ます。番号はこのサイトにも残らないので、あとから同じカードを出すことは"
                    "できません。PDFを保存できなかったときは、その束を止めて、新しい束を作ってください。"
                ),
            },
        )
    ]
    actions = ["close"]

    def has_change_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        return CardBatch.objects.with_taken().select_related("cycle", "made_by")

    def get_changeform_initial_data(self, request):
        return {"cycle": Cycle.objects.current(clock.now())}

    @admin.display(description=_("使った枚数"))
    def taken(self, batch):
        return batch.taken

    @admin.display(description=_("残り"))
    def left(self, batch):
        return batch.count - batch.taken

    def save_model(self, request, obj, form, change):
        batch, codes = services.make_cards(**form.cleaned_data, by=request.user, at=clock.now())
        obj.pk, obj.sheets = batch.pk, card_sheets(batch, codes)

    def response_add(self, request, obj, post_url_continue=None):
        response = pdf_response(obj.sheets, f"cards-{obj.pk}")
        response["Content-Disposition"] = f'attachment; filename="cards-{obj.pk}.pdf"'
        return response

    @admin.action(description=_("選んだ束を止める（使っていないカードは使えなくなります）"), permissions=["view"])
    def close(self, request, queryset):
        for batch in queryset:
            services.close_cards(batch, by=request.user, at=clock.now())
        self.message_user(request, _("カードの束を止めました。"))
