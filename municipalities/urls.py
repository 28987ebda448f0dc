from django.conf import settings
from django.urls import URLPattern, path

from files.uploads import capped
from municipalities import views
from municipalities.models import DataResource, Knowledge
from municipalities.views import accepting, asking, officers, seed_desk


def _most_bytes() -> int:
    return settings.DATA_FILE_MAX_BYTES


def shelf(name: str, model: type[DataResource | Knowledge]) -> list[URLPattern]:
    """The pages of one shelf of a challenge's data page: add, write, move, take away."""
    root, edit = f"challenges/<int:pk>/edit/{name}", capped(views.DataRowEdit.as_view(model=model), _most_bytes)
    return [
        path(f"{root}/new/", edit, name=f"{name}_new"),
        path(f"{root}/<int:row>/", edit, name=f"{name}_edit"),
        path(f"{root}/<int:row>/move/", views.DataRowMove.as_view(model=model), name=f"{name}_move"),
        path(f"{root}/<int:row>/remove/", views.DataRowRemove.as_view(model=model), name=f"{name}_remove"),
    ]


app_name = "municipalities"
urlpatterns = [
    path("challenges/", views.ChallengeList.as_view(), name="challenges"),
    path("challenges/new/", views.ChallengeNew.as_view(), name="challenge_new"),
    path("challenges/<int:pk>/edit/data/", views.ChallengeData.as_view(), name="challenge_data"),
    *shelf("resource", DataResource),
    *shelf("knowledge", Knowledge),
    path("challenges/<int:pk>/edit/<slug:section>/", views.ChallengeSection.as_view(), name="challenge_edit"),
    path("challenges/<int:pk>/preview/", views.ChallengePreview.as_view(), name="challenge_preview"),
    path("challenges/<int:pk>/challenge.pdf", views.ChallengePdf.as_view(), name="challenge_pdf"),
    path("challenges/<int:pk>/confirm/", views.ChallengeConfirm.as_view(), name="challenge_confirm"),
    path("challenges/<int:pk>/copy/", views.ChallengeCopy.as_view(), name="challenge_copy"),
    path("challenges/<int:pk>/discard/", views.ChallengeDiscard.as_view(), name="challenge_discard"),
    path("challenges/<int:pk>/receipt/", views.ChallengeReceipt.as_view(), name="challenge_receipt"),
    path("officer-requests/", asking.Requests.as_view(), name="requests"),
    path("officer-requests/new/", asking.Find.as_view(), name="request_find"),
    path("officer-requests/new/<slug:code>/", asking.Ask.as_view(), name="request_new"),
    path("participations/", views.Participations.as_view(), name="participations"),
    path("participations/new/<int:pk>/", views.ParticipationNew.as_view(), name="participation_new"),
    path("participations/<int:pk>/withdraw/", views.ParticipationWithdraw.as_view(), name="participation_withdraw"),
    path("seeds/", seed_desk.DeskSeedList.as_view(), name="seeds"),
    path("seeds/<int:pk>/", seed_desk.DeskSeed.as_view(), name="seed"),
    path("seeds/<int:pk>/adopt/", seed_desk.SeedAdopt.as_view(), name="seed_adopt"),
    path("seeds/<int:pk>/merge/", seed_desk.SeedMerge.as_view(), name="seed_merge"),
    path("seeds/<int:pk>/answer/", seed_desk.SeedAnswer.as_view(), name="seed_answer"),
    path("seeds/<int:pk>/reopen/", seed_desk.SeedReopen.as_view(), name="seed_reopen"),
    path("officers/<int:pk>/", officers.Officers.as_view(), name="officers"),
    path("officers/<int:pk>/invite/", officers.Invite.as_view(), name="officer_invite"),
    path("officers/<int:pk>/hand-over/", officers.HandOver.as_view(), name="officer_hand_over"),
    path("officers/<int:pk>/leave/", officers.Leave.as_view(), name="officer_leave"),
    path("officer-invitations/<int:pk>/cancel/", officers.Cancel.as_view(), name="officer_invitation_cancel"),
    path("officer-invitations/<int:pk>/resend/", officers.Resend.as_view(), name="officer_invitation_resend"),
    path("serve/<str:token>/", accepting.Serve.as_view(), name="serve"),
]
