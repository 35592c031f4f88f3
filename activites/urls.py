from django.urls import URLPattern

app_name = "activites"
urlpatterns: list[URLPattern] = []
