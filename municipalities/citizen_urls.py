"""Addresses of this room that anybody may go to: seeds, and interest in challenges."""

from django.urls import path

from municipalities.views import interest, seeds

app_name = "citizens"
urlpatterns = [
    path("seeds/", seeds.SeedHome.as_view(), name="seeds"),
    path("seeds/to/<int:number>/", seeds.SeedList.as_view(), name="seed_list"),
    path("seeds/to/<int:number>/new/", seeds.SeedNew.as_view(), name="seed_new"),
    path("seeds/<int:pk>/", seeds.SeedPage.as_view(), name="seed"),
    path("seeds/<int:pk>/credit/", seeds.SeedCreditPage.as_view(), name="seed_credit"),
    path("seeds/<int:pk>/withdraw/", seeds.SeedWithdraw.as_view(), name="seed_withdraw"),
    path("seeds/<int:pk>/report/", seeds.SeedReportPage.as_view(), name="seed_report"),
    path("challenges/<int:pk>/follow/", interest.Follow.as_view(), name="follow"),
    path("challenges/<int:pk>/unfollow/", interest.Unfollow.as_view(), name="unfollow"),
    path("challenges/<int:pk>/seen/", interest.seen, name="seen"),
    path("unfollow/<str:token>/", interest.UnfollowByMail.as_view(), name="unfollow_by_mail"),
]
