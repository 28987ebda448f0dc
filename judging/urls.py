"""Addresses outside the judges' site: the link in an invitation, and pages at the desks of teams and municipalities."""

from django.urls import path

from judging import answering, declaring, inquiring

app_name = "judging"
urlpatterns = [
    path("judges/invitation/<str:token>/", answering.Invitation.as_view(), name="invitation"),
    path("me/ideas/<int:pk>/conflicts/", declaring.TeamConflicts.as_view(), name="team_conflicts"),
    path("me/inquiries/", inquiring.Inquiries.as_view(), name="inquiries"),
    path("me/inquiries/<int:pk>/", inquiring.InquiryPage.as_view(), name="inquiry"),
]
