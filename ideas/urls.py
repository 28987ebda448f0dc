from django.urls import path

from ideas.views import answering, asking, calling, handing_in, joining, leaving, pictures, starting, teams, writing

app_name = "ideas"
urlpatterns = [
    path("teams/", teams.TeamList.as_view(), name="teams"),
    path("teams/new/", teams.TeamNew.as_view(), name="team_new"),
    path("teams/<int:pk>/", teams.TeamPage.as_view(), name="team"),
    path("teams/<int:pk>/me/", teams.MemberEdit.as_view(), name="member_edit"),
    path("teams/<int:pk>/invite/", teams.Invite.as_view(), name="invite"),
    path("teams/<int:pk>/ideas/new/", starting.IdeaNew.as_view(), name="idea_new"),
    path("teams/<int:pk>/recommendation/", asking.RecommendationAsk.as_view(), name="recommendation"),
    path("teams/<int:pk>/guardian/", asking.GuardianAsk.as_view(), name="guardian_ask"),
    path("recommendations/<int:pk>/cancel/", asking.recommendation_cancel, name="recommendation_cancel"),
    path("recommend/<str:token>/", answering.Recommend.as_view(), name="recommend"),
    path("guardian/<str:token>/", answering.Guardian.as_view(), name="guardian"),
    path("teams/<int:pk>/link/", teams.link_make, name="link_make"),
    path("teams/<int:pk>/link/close/", teams.link_close, name="link_close"),
    path("teams/<int:pk>/call/", calling.Call.as_view(), name="call"),
    path("teams/<int:pk>/ask/", calling.Ask.as_view(), name="ask"),
    path("requests/<int:pk>/decide/", calling.request_decide, name="request_decide"),
    path("requests/<int:pk>/withdraw/", calling.request_withdraw, name="request_withdraw"),
    path("teams/<int:pk>/leader/", leaving.Transfer.as_view(), name="transfer"),
    path("teams/<int:pk>/leave/", leaving.Leave.as_view(), name="leave"),
    path("teams/<int:pk>/members/<int:member>/remove/", leaving.Remove.as_view(), name="remove"),
    path("invitations/<int:pk>/cancel/", teams.invitation_cancel, name="invitation_cancel"),
    path("join/<str:token>/", joining.Join.as_view(), name="join"),
    path("ideas/start/", starting.IdeaStart.as_view(), name="idea_start"),
    path("ideas/<int:pk>/edit/picture/", pictures.idea_picture, name="idea_picture"),
    path("ideas/<int:pk>/edit/<slug:section>/", writing.IdeaSection.as_view(), name="idea_edit"),
    path("ideas/<int:pk>/preview/", writing.IdeaPreview.as_view(), name="idea_preview"),
    path("ideas/<int:pk>/confirm/", handing_in.IdeaConfirm.as_view(), name="idea_confirm"),
    path("ideas/<int:pk>/receipt/", handing_in.IdeaReceipt.as_view(), name="idea_receipt"),
    path("ideas/<int:pk>/withdraw/", handing_in.IdeaWithdraw.as_view(), name="idea_withdraw"),
    path("ideas/<int:pk>/restore/", handing_in.IdeaRestore.as_view(), name="idea_restore"),
    path("pictures/<int:pk>-<slug:mark>.webp", pictures.picture, name="picture"),
]
