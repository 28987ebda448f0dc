"""Addresses: questions on public challenges for everybody; the desk of officers and of those who help."""

from django.urls import path

from dialogue.views import desk, questions

app_name = "dialogue"
urlpatterns = [
    path("challenges/<int:pk>/questions/", questions.QuestionList.as_view(), name="questions"),
    path("challenges/<int:pk>/questions/new/", questions.Ask.as_view(), name="ask"),
    path("questions/<int:pk>/", questions.ThreadPage.as_view(), name="thread"),
    path("questions/<int:pk>/post/", questions.PostNew.as_view(), name="post"),
    path("questions/posts/<int:pk>/edit/", questions.PostEdit.as_view(), name="post_edit"),
    path("questions/posts/<int:pk>/withdraw/", questions.PostWithdraw.as_view(), name="post_withdraw"),
    path("questions/posts/<int:pk>/report/", questions.PostReportPage.as_view(), name="post_report"),
    path("me/questions/", desk.DeskQuestions.as_view(), name="desk"),
    path("me/statements/", desk.Statements.as_view(), name="statements"),
    path("me/statements/<int:pk>/", desk.StatementEdit.as_view(), name="statement"),
    path("me/statements/<int:pk>/confirm/", desk.StatementConfirm.as_view(), name="statement_confirm"),
]
