from django.urls import path

from voting.views import device, identify, paper, result, screen

app_name = "voting"
urlpatterns = [
    path("", paper.Index.as_view(), name="index"),
    path("verify/", identify.Verify.as_view(), name="verify"),
    path("verify/code/", identify.Code.as_view(), name="code"),
    path("verify/resend/", identify.resend, name="resend"),
    path("verify/<slug:method>/", identify.login, name="login"),
    path("verify/<slug:method>/back/", identify.login_back, name="login_back"),
    path("card/", identify.Card.as_view(), name="card"),
    path("card/<str:code>/", identify.Card.as_view(), name="card_scanned"),
    path("check/", identify.Check.as_view(), name="check"),
    path("leave/", device.leave, name="leave"),
    path("tablet/", device.tablet, name="tablet"),
    path("words/", device.words, name="words"),
    path("receipt/", paper.Receipt.as_view(), name="receipt"),
    path("receipt.txt", paper.receipt_file, name="receipt_file"),
    path("rules/", result.Rules.as_view(), name="rules"),
    path("rules.txt", result.rules_file, name="rules_file"),
    path("verify.py", result.verify_script, name="verify_script"),
    path("<slug:slug>/", paper.Paper.as_view(), name="poll"),
    path("<slug:slug>/result/", result.Result.as_view(), name="result"),
    path("<slug:slug>/screen/", screen.Screen.as_view(), name="screen"),
    path("<slug:slug>/rules.txt", result.poll_rules_file, name="poll_rules"),
    path("<slug:slug>/log.jsonl", result.log_file, name="log"),
    path("<slug:slug>/seal.json", result.seal_file, name="seal"),
    path("<slug:slug>/voids.jsonl", result.voids_file, name="voids"),
    path("<slug:slug>/superseded.txt", result.superseded_file, name="superseded"),
    path("<slug:slug>/result.json", result.result_file, name="result_json"),
]
