"""The secretariat's desk of the vote: windows before they open, the seal, voids by two people; never anyone's choices."""

from django.contrib import admin, messages
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common import clock
from common.errors import ContestError
from common.office import OfficeAdmin, OfficeInline, ReadOnlyOfficeAdmin
from common.readable import readable
from contest.models import Cycle
from voting import services
from voting.card_admin import CardBatchAdmin  # noqa: F401  registers itself
from voting.desk import PollPages
from voting.forms import AnswerForm, RulesForm, VoidForm
from voting.models import Appeal, Ballot, Channel, Choice, Poll, Rules, Seal, Void, Voter
from voting.reviewing import PROVISIONAL
from voting.wording import default_text


class ChoiceInline(OfficeInline):
    """What can be chosen was fixed when the tiers were released."""

    model = Choice
    fields = ["idea", "order"]
    readonly_fields = ["idea", "order"]
    can_delete = False

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(Rules)
class RulesAdmin(OfficeAdmin):
    """The rules in words: begun from the text the site ships, edited until they are published, then only read."""

    form = RulesForm
    list_display = ["cycle", "appeal_days", "published_at", "published_by", "digest"]
    list_select_related = ["cycle", "published_by"]
    fields = ["cycle", "text_ja", "text_en", "appeal_days"]
    actions = ["publish"]

    def get_fields(self, request, obj=None):
        return [*self.fields, "digest", "published_by", "published_at"] if obj and obj.published_at else self.fields

    def has_change_permission(self, request, obj=None):
        return (obj is None or obj.published_at is None) and super().has_change_permission(request, obj)

    def get_readonly_fields(self, request, obj=None):
        return ["cycle"] if obj else []

    def get_changeform_initial_data(self, request):
        cycle = Cycle.objects.current(clock.now())
        if cycle is None or Rules.objects.filter(cycle=cycle).exists():
            return {}
        return {"cycle": cycle.pk, "text_ja": default_text(cycle, "ja"), "text_en": default_text(cycle, "en")}

    def save_model(self, request, obj, form, change):
        """The service has written it already."""

    @admin.action(description=_("決まりを公開する（あとから変えられません）"))
    def publish(self, request, queryset):
        for rules in queryset:
            try:
                published = services.publish_rules(rules, by=request.user, at=clock.now())
                text = _("%(cycle)s の投票の決まりを公開しました。決まりの値は %(digest)s です。")
                self.message_user(request, text % {"cycle": published.cycle, "digest": published.digest})
            except ContestError as error:
                self.message_user(request, f"{rules}: {error}", messages.ERROR)


@admin.register(Poll)
class PollAdmin(PollPages, OfficeAdmin):
    """A poll's window may be put right until it opens; what its published rules say stays, and later everything does."""

    list_display = [
        "slug",
        "cycle",
        "tier",
        "work",
        "opens_at",
        "closes_at",
        "max_choices",
        "sealed_at",
        "published_at",
    ]
    list_select_related = ["cycle", "tier"]
    list_filter = ["cycle"]
    fields = ["cycle", "tier", "slug", "opens_at", "closes_at", "max_choices", "prizes", "sealed_at", "published_at"]
    inlines = [ChoiceInline]
    actions = ["seal"]

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        is_later = obj is None or clock.now() < obj.opens_at
        return is_later and super().has_change_permission(request, obj)

    def get_readonly_fields(self, request, obj=None):
        return ["cycle", "tier", "slug", "max_choices", "prizes", "sealed_at", "published_at"]

    @admin.action(description=_("しめきった投票を封印する"))
    def seal(self, request, queryset):
        for poll in queryset:
            try:
                seal = services.seal_poll(poll, at=clock.now())
                text = _("%(poll)s を封印しました。封印の値は %(root)s です。")
                self.message_user(request, text % {"poll": poll, "root": seal.root})
            except ContestError as error:
                self.message_user(request, f"{poll}: {error}", messages.ERROR)


@admin.register(Void)
class VoidAdmin(OfficeAdmin):
    """One person asks, another agrees; what was chosen is shown to neither."""

    form = VoidForm
    list_display = ["receipt", "poll", "rule", "asked_by", "agreed_by", "agreed_at"]
    list_filter = ["poll", "rule"]
    fields = ["poll", "receipt", "rule", "reason"]
    actions = ["agree"]

    def has_change_permission(self, request, obj=None):
        return False

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Only polls between their seal and their final result."""
        if db_field.name == "poll":
            kwargs["queryset"] = Poll.objects.filter(
                Q(published_at__isnull=True) | Q(result__state=PROVISIONAL), sealed_at__isnull=False
            )
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_form(self, request, obj=None, change=False, **kwargs):
        return type("VoidForm", (super().get_form(request, obj, change, **kwargs),), {"by": request.user})

    def save_model(self, request, obj, form, change):
        """The service has written it already."""

    @admin.action(description=_("除外を認める（申し出た人とは別の人）"), permissions=["view"])
    def agree(self, request, queryset):
        for void in queryset:
            try:
                services.agree_void(void, by=request.user, at=clock.now())
                self.message_user(request, _("%(receipt)s の除外を認めました。") % {"receipt": void.receipt})
            except ContestError as error:
                self.message_user(request, f"{void.receipt}: {error}", messages.ERROR)


@admin.register(Appeal)
class AppealAdmin(OfficeAdmin):
    """Appeals against voids, answered once by a person who did not ask for the void."""

    form = AnswerForm
    list_display = ["void", "poll", "asked_at", "is_accepted", "answered_by", "answered_at"]
    list_filter = ["void__poll", ("answered_at", admin.EmptyFieldListFilter)]
    list_select_related = ["void__poll__cycle", "void__poll__tier", "answered_by"]
    readonly_fields = ["void", "poll", "rule", "reason", "text", "asked_at", "answered_by", "answered_at"]
    fieldsets = [
        (None, {"fields": ["void", "poll", "rule", "reason", "text", "asked_at"]}),
        (None, {"fields": ["is_accepted", "answer", "answered_by", "answered_at"]}),
    ]

    @admin.display(description=_("投票"))
    def poll(self, appeal):
        return appeal.void.poll

    @admin.display(description=_("除外の決まり"))
    def rule(self, appeal):
        return appeal.void.get_rule_display()

    @admin.display(description=_("除外の理由"))
    def reason(self, appeal):
        return appeal.void.reason

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return (obj is None or obj.answered_at is None) and super().has_change_permission(request, obj)

    def get_form(self, request, obj=None, change=False, **kwargs):
        return type("AnswerForm", (super().get_form(request, obj, change, **kwargs),), {"by": request.user})

    def save_model(self, request, obj, form, change):
        """The service has written it already."""


@admin.register(Ballot)
class BallotAdmin(ReadOnlyOfficeAdmin):
    """That a ballot was cast, and when; not by whom and not for what."""

    list_display = ["receipt", "poll", "cast_at"]
    fields = ["receipt", "poll", "cast_at"]
    list_filter = ["poll"]
    search_fields = ["receipt"]


@admin.register(Voter)
class VoterAdmin(ReadOnlyOfficeAdmin):
    """How many were verified and how; the keyed hash is shown to nobody."""

    list_display = ["id", "poll", "channel", "created_at"]
    fields = ["id", "poll", "channel", "created_at"]
    list_filter = ["poll", "channel"]


@admin.register(Seal)
class SealAdmin(ReadOnlyOfficeAdmin):
    list_display = ["poll", "root", "counted", "superseded", "sealed_at"]
    fields = ["poll", "root", "counted", "superseded", "by_channel", "is_paired", "sealed_at"]
    readonly_fields = ["by_channel"]

    @admin.display(description=_("確かめ方ごとの票"))
    def by_channel(self, seal):
        names = dict(Channel.choices)
        return readable({str(names.get(key, key)): number for key, number in seal.channels.items()})
