from django.urls import path, re_path

from pages import awarded, papers, views

app_name = "pages"
urlpatterns = [
    path("", views.home, name="home"),
    path("challenges/", views.challenges, name="challenges"),
    path("challenges/<str:number>/", views.challenge, name="challenge"),
    path("challenges/<str:number>/challenge.pdf", views.challenge_pdf, name="challenge_pdf"),
    path("calls/", views.calls, name="calls"),
    path("ideas/", views.ideas, name="ideas"),
    path("ideas/<str:number>/", views.idea, name="idea"),
    path("ideas/<str:number>/advice/", views.idea_advice, name="idea_advice"),
    path("ideas/<str:number>/sheet.pdf", papers.idea_paper, {"kind": "sheet"}, name="idea_sheet"),
    path("ideas/<str:number>/poster.pdf", papers.idea_paper, {"kind": "poster"}, name="idea_poster"),
    path("municipalities/", views.participants, name="participants"),
    re_path(r"^municipalities/(?P<code>[0-9]{6})/$", views.local_government, name="local_government"),
    path("municipalities/<int:number>/", views.participant, name="participant"),
    path("cycles/", views.cycles, name="cycles"),
    path("cycles/<int:year>/", views.cycle, name="cycle"),
    path("afterwards/", views.afterwards, name="afterwards"),
    path("afterwards/execution.csv", views.execution_table, name="execution_table"),
    path("cycles/<int:year>/awards/", awarded.winners, name="winners"),
    path("cycles/<int:year>/awards/press.zip", awarded.press_zip, name="press_kit"),
    path("awards/", awarded.history, name="award_history"),
    path("partners/", views.partners, name="partners"),
    path("privacy/", views.privacy, name="privacy"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("council/", views.council, name="council"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("me/", views.me, name="me"),
    path("me/ideas/<int:pk>/similar/", views.similar, name="similar"),
    path("me/challenges/<int:pk>/health/", views.health, name="health"),
]
