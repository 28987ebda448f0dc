from django.urls import path

from voting.views import identify, paper, result

app_name = "voting"
urlpatterns = [
    path("", paper.Index.as_view(), name="index"),
    path("verify/", identify.Verify.as_view(), name="verify"),
    path("verify/code/", identify.Code.as_view(), name="code"),
    path("verify/resend/", identify.resend, name="resend"),
    path("leave/", identify.leave, name="leave"),
    path("receipt/", paper.Receipt.as_view(), name="receipt"),
    path("rules/", result.Rules.as_view(), name="rules"),
    path("rules.txt", result.rules_file, name="rules_file"),
    path("verify.py", result.verify_script, name="verify_script"),
    path("<slug:slug>/", paper.Paper.as_view(), name="poll"),
    path("<slug:slug>/result/", result.Result.as_view(), name="result"),
    path("<slug:slug>/rules.txt", result.poll_rules_file, name="poll_rules"),
    path("<slug:slug>/log.jsonl", result.log_file, name="log"),
    path("<slug:slug>/seal.json", result.seal_file, name="seal"),
    path("<slug:slug>/voids.jsonl", result.voids_file, name="voids"),
    path("<slug:slug>/superseded.txt", result.superseded_file, name="superseded"),
    path("<slug:slug>/result.json", result.result_file, name="result_json"),
]
