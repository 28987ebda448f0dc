"""人・同意・決定の記録, as the secretariat sees them."""

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.chain import check_chain
from accounts.decided import room_of, rooms, title_of, told
from accounts.forms import HeadForm
from accounts.leaving import ask_erasure, keep_account
from accounts.models import AuditEntry, Consent, User
from accounts.services import change_standing, drop_second_factor
from common import clock
from common.errors import ContestError
from common.office import OfficeAdmin, ReadOnlyOfficeAdmin

NAMES = ["family_name", "given_name", "family_kana", "given_kana", "language"]
DATES = ["date_joined", "last_login", "erases_at", "erased_at"]


class PersonForm(forms.ModelForm):
    """Addresses are kept in lower case."""

    def clean_email(self):
        return self.cleaned_data["email"].lower()


class ConsentInline(admin.TabularInline):
    model = Consent
    extra = 0
    can_delete = False
    fields = ["kind", "version", "given_at"]
    readonly_fields = ["kind", "version", "given_at"]

    def has_add_permission(self, request, obj=None):
        return False

    def has_view_permission(self, request, obj=None):
        return request.user.is_staff


@admin.register(User)
class UserAdmin(OfficeAdmin):
    """Names are put right here; the secretariat's rights change by an action, on record, never for oneself."""

    list_display = ["email", "name", "is_staff", "is_active", "is_sample", "date_joined", "erases_at"]
    list_filter = ["is_staff", "is_active", "is_sample", "language", ("erases_at", admin.EmptyFieldListFilter)]
    search_fields = ["email", *NAMES]
    ordering = ["-date_joined", "-id"]
    show_full_result_count = False
    actions = ["admit", "dismiss", "close", "reopen", "forget_device", "ask_erasure", "keep"]
    inlines = [ConsentInline]
    form = PersonForm

    @admin.display(description=_("名前"), ordering="family_kana")
    def name(self, user):
        return user.full_name

    def get_fields(self, request, obj=None):
        return ["email", *NAMES, *(["is_staff", "is_active", "is_sample", *DATES] if obj else [])]

    def get_readonly_fields(self, request, obj=None):
        return ["email", "is_staff", "is_active", "is_sample", *DATES] if obj else []

    def get_inlines(self, request, obj):
        return self.inlines if obj else []

    def save_model(self, request, obj, form, change):
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    @admin.action(description=_("事務局に加える"))
    def admit(self, request, queryset):
        self._change_standing(request, queryset, is_staff=True)

    @admin.action(description=_("事務局から外す"))
    def dismiss(self, request, queryset):
        self._change_standing(request, queryset, is_staff=False)

    @admin.action(description=_("アカウントを止める"))
    def close(self, request, queryset):
        self._change_standing(request, queryset, is_active=False)

    @admin.action(description=_("アカウントを再び使えるようにする"))
    def reopen(self, request, queryset):
        self._change_standing(request, queryset, is_active=True)

    @admin.action(description=_("二段階認証を外す（端末をなくした人のために）"))
    def forget_device(self, request, queryset):
        self._each(request, queryset, lambda user: drop_second_factor(user, by=request.user, at=clock.now()))

    @admin.action(description=_("本人にかわって、アカウントを消す申し出を受ける（2週間後に消えます）"))
    def ask_erasure(self, request, queryset):
        self._each(request, queryset, lambda user: ask_erasure(user, by=request.user, at=clock.now()))

    @admin.action(description=_("アカウントを消す申し出を取り消す"))
    def keep(self, request, queryset):
        self._each(request, queryset, lambda user: keep_account(user, by=request.user, at=clock.now()))

    def _change_standing(self, request, queryset, **changed):
        def change(user):
            standing = {"is_staff": user.is_staff, "is_active": user.is_active, **changed}
            change_standing(user, **standing, by=request.user, at=clock.now())

        self._each(request, queryset, change)

    def _each(self, request, queryset, act):
        done = 0
        for user in queryset.order_by("id"):
            try:
                act(user)
                done += 1
            except ContestError as refusal:
                messages.error(request, gettext("%(who)s：%(reason)s") % {"who": user, "reason": refusal})
        if done:
            messages.success(request, ngettext("%(n)d人を変えました。", "%(n)d人を変えました。", done) % {"n": done})


@admin.register(Consent)
class ConsentAdmin(ReadOnlyOfficeAdmin):
    list_display = ["user", "kind", "version", "given_at"]
    list_filter = ["kind", "version"]
    search_fields = ["user__email"]
    list_select_related = ["user"]


class RoomFilter(admin.SimpleListFilter):
    """What a decision is about; it also shortens the list of actions below."""

    title = _("なにについて")
    parameter_name = "about"

    def lookups(self, request, model_admin):
        return [(key, title_of(room)) for key, room in rooms().items()]

    def queryset(self, request, queryset):
        room = rooms().get(self.value())
        return queryset.filter(action__in=room.actions) if room else queryset


class ActionFilter(admin.SimpleListFilter):
    """In words, and only what is on record."""

    title = _("したこと")
    parameter_name = "action"

    def lookups(self, request, model_admin):
        held = set(AuditEntry.objects.order_by().values_list("action", flat=True).distinct())
        room = rooms().get(request.GET.get(RoomFilter.parameter_name))
        shown = [room] if room else rooms().values()
        named = [(code, words) for each in shown for code, words in each.actions.items() if code in held]
        return named + ([] if room else [(code, code) for code in sorted(held) if room_of(code) is None])

    def queryset(self, request, queryset):
        return queryset.filter(action=self.value()) if self.value() else queryset


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyOfficeAdmin):
    """Decisions in words; what the chain's digests are over stands below them as it was written."""

    list_display = ["at", "action", "about", "actor"]
    list_filter = [RoomFilter, ActionFilter]
    fields = readonly_fields = ["at", "actor", "action", "about_what", "kept", "written"]
    search_fields = ["subject", "actor__email"]
    list_select_related = ["actor"]
    show_full_result_count = False
    change_list_template = "accounts/office/entry_list.html"

    @admin.display(description=_("対象"), ordering="subject")
    def about(self, entry):
        model, key = _subject_of(entry)
        return _name_of(model, key) if model else entry.subject

    @admin.display(description=_("対象"))
    def about_what(self, entry):
        """By name, with the way to its page here where it has one."""
        model, key = _subject_of(entry)
        found = model._base_manager.filter(pk=key).first() if model else None
        if found is None:
            return self.about(entry)
        words = f"{_name_of(model, key)}：{found}"
        if not self.admin_site.is_registered(model):
            return words
        url = reverse(admin_urlname(model._meta, "change"), args=[found.pk])
        return format_html('<a href="{}">{}</a>', url, words)

    @admin.display(description=_("内容"))
    def kept(self, entry):
        return told(entry.action, entry.detail)

    @admin.display(description=_("記録の文字"))
    def written(self, entry):
        return format_html('<code translate="no">{} {}</code>', entry.action, entry.subject)

    def get_urls(self):
        view = self.admin_site.admin_view(self.chain_view)
        return [path("chain/", view, name="accounts_auditentry_chain"), *super().get_urls()]

    def chain_view(self, request):
        """Whether the record is as it was written, its newest head to print, and a field for one noted earlier."""
        form = HeadForm(request.GET if "head" in request.GET else None)
        noted = form.cleaned_data["head"] if form.is_valid() else None
        context = {
            **self.admin_site.each_context(request),
            **{"opts": self.opts, "title": _("記録のつながりを確かめる"), "form": form, "noted": noted},
            "found": check_chain(noted),
        }
        return render(request, "accounts/office/chain.html", context)


def _subject_of(entry):
    """The kind of row a decision is on, and which; no kind where there is none of that name any more."""
    label, _colon, key = entry.subject.partition(":")
    return next((model for model in apps.get_models() if model._meta.label_lower == label), None), key


def _name_of(model, key):
    return f"{model._meta.verbose_name} {gettext('全体') if key == 'all' else key}"
