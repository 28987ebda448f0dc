"""The secretariat's pages of one poll: the review of its voters, and the announcement of its result.

Until a poll is sealed neither tells of choices; the review never does.
"""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from common import clock
from common.errors import ContestError
from notifications.models import OutboxMail
from voting import groups, reviewing, services
from voting.forms import GroupForm
from voting.models import Channel, Confirmation, Group, Poll

SIGNS = {
    groups.NETWORK: gettext_lazy("同じネットワーク"),
    groups.DEVICE: gettext_lazy("同じ端末"),
    groups.DOMAIN: gettext_lazy("一つの小さなドメイン"),
    groups.NAMES: gettext_lazy("機械が作ったようなアドレス"),
    groups.DISPOSABLE: gettext_lazy("使い捨てのアドレス"),
    groups.FAST: gettext_lazy("2秒より速い確認"),
    groups.BURST: gettext_lazy("1分のあいだに集中"),
}


class PollPages:
    """Mixed into the polls' admin."""

    admin_site: Any

    @admin.display(description=gettext_lazy("仕事"))
    def work(self, poll):
        pages = [("review", _("投票した人の確認")), ("stage", _("結果の発表"))]
        links = [(reverse(f"admin:voting_poll_{name}", args=[poll.pk]), label) for name, label in pages]
        return format_html_join(pgettext("between links", "・"), '<a href="{}">{}</a>', links)

    def get_urls(self):
        view = self.admin_site.admin_view
        own = [
            path("<int:pk>/review/", view(self.review_view), name="voting_poll_review"),
            path("<int:pk>/stage/", view(self.stage_view), name="voting_poll_stage"),
        ]
        return own + super().get_urls()  # type: ignore[misc]

    def review_view(self, request, pk):
        """Who was verified how, what the mails did, and the groups: open, asked, decided."""
        poll = _poll(pk)
        sent = GroupForm(request.POST) if request.method == "POST" else None
        if sent is not None and _decide(request, poll, sent):
            return redirect("admin:voting_poll_review", poll.pk)
        context = {
            "poll": poll,
            "title": _("%(poll)s：投票した人の確認") % {"poll": poll},
            "channels": [(_channel(key), number) for key, number in reviewing.verified_by_channel(poll)],
            "mails": _mails(),
            "open_groups": _cards(poll, sent),
            "asked": [_row(request, group) for group in _decided(reviewing.asked_groups(poll))],
            "decided": [_row(request, group) for group in _decided(poll.groups.all()) if group.is_settled],
            "may_void": poll.sealed_at is not None and (not poll.is_published or reviewing.is_provisional(poll)),
        }
        return _page(self, request, "review", context)

    def stage_view(self, request, pk):
        """What the result may be announced as, by the margin test; and its confirmation by two people."""
        poll = _poll(pk)
        if request.method == "POST" and _confirm(request, poll):
            return redirect("admin:voting_poll_stage", poll.pk)
        context = {"poll": poll, "title": _("%(poll)s：結果の発表") % {"poll": poll}, "me": request.user}
        if poll.sealed_at is not None:
            context |= {
                "outlook": reviewing.outlook_of(poll),
                "state": (poll.result or {}).get("state", ""),
                "final_on": reviewing.appeals_end(poll, published_at=poll.published_at or clock.now()),
                "appeals": reviewing.open_appeals(poll).count(),
                "confirmation": Confirmation.objects.filter(poll=poll)
                .select_related("proposed_by", "agreed_by")
                .first(),
            }
        return _page(self, request, "stage", context)


def _poll(pk) -> Poll:
    return get_object_or_404(Poll.objects.select_related("cycle", "tier"), pk=pk)


def _page(page, request, name, context):
    whole = {**page.admin_site.each_context(request), "opts": page.model._meta, **context}
    request.current_app = page.admin_site.name
    return render(request, f"voting/office/{name}.html", whole)


def _channel(key):
    return Channel(key).label if key in Channel.values else key


def _mails():
    """What became of the mailed codes of the last days."""
    codes, state = OutboxMail.objects.filter(kind="voting/code"), OutboxMail.State
    count = codes.aggregate(
        sent=Count("pk", filter=Q(state=state.SENT)),
        failed=Count("pk", filter=Q(state=state.FAILED)),
        waiting=Count("pk", filter=Q(state__in=[state.PENDING, state.SENDING])),
    )
    return [
        (_("送ったコード"), count["sent"]),
        (_("まだ送っていないコード"), count["waiting"]),
        (_("届かなかったコード"), count["failed"]),
    ]


def _cards(poll, sent):
    """The open groups, each with a form of its own; the one that was sent and refused keeps what was typed."""
    found = reviewing.undecided_groups(poll)
    voted = set(
        reviewing.ballots_of(poll, [voter for group in found for voter in group.voters]).values_list("voter", flat=True)
    )
    return [_card(group, voted, sent) for group in found]


def _card(found, voted, sent):
    key = reviewing.key_of(found)
    is_this = sent is not None and sent.data.get("key") == key
    return {
        "key": key,
        "size": len(found.members),
        "ballots": sum(voter in voted for voter in found.voters),
        "signs": _signs(found.signs),
        "first": found.first,
        "last": found.last,
        "form": sent if is_this else GroupForm(initial={"key": key}, auto_id=f"id_{key}_%s"),
    }


def _signs(signs):
    return [(SIGNS[sign], number) for sign, number in signs if sign in SIGNS]


def _decided(rows):
    counts = {"size": Count("voters", distinct=True), "voided": Count("voids", distinct=True)}
    return rows.select_related("asked_by", "agreed_by").annotate(**counts)


def _row(request, group):
    ordered = sorted(group.signs.items(), key=lambda row: (-row[1], row[0]))
    return {
        "group": group,
        "size": group.size,
        "voided": group.voided,
        "signs": _signs(ordered),
        "is_mine": group.asked_by_id == request.user.pk,
    }


def _decide(request, poll, form):
    """What was pressed beside a group; a refusal is said and nothing is changed."""
    acts = {"leave": _leave, "ask": _ask, "agree": _agree, "withdraw": _withdraw}
    act = acts.get(request.POST.get("act"))
    if act is None:
        return True
    try:
        messages.success(request, act(poll, form, by=request.user, at=clock.now()))
    except ContestError as refusal:
        messages.error(request, str(refusal))
        return act in (_agree, _withdraw)
    return True


def _typed(form):
    form.is_valid()
    return {name: form.cleaned_data.get(name, "") for name in ("key", "reason")}


def _leave(poll, form, **act):
    services.leave_group(poll, **_typed(form), **act)
    return _("このまとまりは、そのまま数えます。")


def _ask(poll, form, **act):
    services.ask_group_void(poll, **_typed(form), rule=form.cleaned_data.get("rule", ""), **act)
    return _("除外を申し出ました。もう一人が認めると、このまとまりの票は数えません。")


def _agree(poll, form, **act):
    group = services.agree_group_void(_asked(poll, form), **act)
    return _("%(n)d票の除外を認めました。") % {"n": group.voids.agreed().count()}


def _withdraw(poll, form, **act):
    services.withdraw_group_void(_asked(poll, form), reason=_typed(form)["reason"], **act)
    return _("除外の申し出を取り下げました。このまとまりは、そのまま数えます。")


def _asked(poll, form) -> Group:
    key = form.data.get("group", "")
    group = poll.groups.filter(pk=int(key)).first() if key.isdecimal() and len(key) < 10 else None
    if group is None:
        raise ContestError(_("このまとまりは、そのあいだに変わりました。いまのものを見て、もう一度決めてください。"))
    return group


def _confirm(request, poll):
    """One button of the two-person act; its refusal is said in words."""
    acts = {"propose": services.propose_confirmation, "agree": services.agree_confirmation}
    act = acts.get(request.POST.get("act"))
    if act is None:
        return True
    try:
        act(poll, by=request.user, at=clock.now())
    except ContestError as refusal:
        messages.error(request, str(refusal))
        return True
    is_proposed = act is services.propose_confirmation
    messages.success(request, _("確定を申し出ました。") if is_proposed else _("結果を確定しました。"))
    return True
