from django.urls import path

from awards.views import certificates, rules, selection, stage

app_name = "awards"
urlpatterns = [
    path("stage/<int:year>/", stage.timer, name="stage"),
    path("stage/<int:year>/state.json", stage.state, name="stage_state"),
    path("certificates/<str:number>/", certificates.Genuine.as_view(), name="certificate"),
    path("me/certificates/", certificates.Mine.as_view(), name="mine"),
    path("me/certificates/ask/", certificates.ask, name="ask"),
    path("me/certificates/<str:number>/certificate.pdf", certificates.paper, name="paper"),
    path("me/selection/", selection.Mine.as_view(), name="selections"),
    path("me/selection/<int:pk>/", selection.Select.as_view(), name="selection"),
    path("awards/rules/<int:pk>/", rules.Rule.as_view(), name="rule"),
    path("awards/rules/<int:pk>/rule.json", rules.rule_file, name="rule_json"),
    path("awards/rules/<int:pk>/points.json", rules.points_file, name="points_json"),
    path("awards/rules/combine.py", rules.script, name="combine_script"),
]
