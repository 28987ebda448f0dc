from django.urls import path

from municipalities import views

app_name = "municipalities"
urlpatterns = [
    path("challenges/", views.ChallengeList.as_view(), name="challenges"),
    path("challenges/new/", views.ChallengeNew.as_view(), name="challenge_new"),
    path("challenges/<int:pk>/edit/<slug:section>/", views.ChallengeSection.as_view(), name="challenge_edit"),
    path("challenges/<int:pk>/preview/", views.ChallengePreview.as_view(), name="challenge_preview"),
    path("challenges/<int:pk>/confirm/", views.ChallengeConfirm.as_view(), name="challenge_confirm"),
    path("challenges/<int:pk>/discard/", views.ChallengeDiscard.as_view(), name="challenge_discard"),
    path("challenges/<int:pk>/receipt/", views.ChallengeReceipt.as_view(), name="challenge_receipt"),
]
