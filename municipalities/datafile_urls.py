"""Where files of data are fetched: beside the challenges, not on anybody's desk."""

from django.urls import path

from municipalities.views.datafiles import data_file

app_name = "datafiles"
urlpatterns = [path("<int:pk>-<slug:mark>.<slug:extension>", data_file, name="file")]
