from django.contrib import admin

judge_site = admin.AdminSite("judge")
