from django.urls import URLPattern

app_name = "referencements"
urlpatterns: list[URLPattern] = []
