from django.urls import URLPattern

app_name = "familles"
urlpatterns: list[URLPattern] = []
