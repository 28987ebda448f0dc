from django.urls import path

from followup import mentoring, views

app_name = "followup"
urlpatterns = [
    path("followup/contact/<str:token>/", views.ContactAnswer.as_view(), name="contact"),
    path("followup/<str:token>/", views.ReportPage.as_view(), name="report"),
    path("followup/<str:token>/thanks/", views.Thanks.as_view(), name="thanks"),
    path("me/mentoring/", mentoring.MentoredIdeas.as_view(), name="mentored_ideas"),
    path("me/ideas/<int:pk>/mentoring/", mentoring.Mentoring.as_view(), name="mentoring"),
    path("me/ideas/<int:pk>/contacts/", views.Contacts.as_view(), name="contacts"),
]
