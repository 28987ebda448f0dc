"""Addresses outside the judges' site: the link in an invitation, and the desks of those who are asked further questions."""

from django.urls import path

from judging import answering, inquiring

app_name = "judging"
urlpatterns = [
    path("judges/invitation/<str:token>/", answering.Invitation.as_view(), name="invitation"),
    path("me/inquiries/", inquiring.Inquiries.as_view(), name="inquiries"),
    path("me/inquiries/<int:pk>/", inquiring.InquiryPage.as_view(), name="inquiry"),
]
