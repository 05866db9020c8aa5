from django.urls import path

from ledger import views

urlpatterns = [
    path("api/health/", views.health),
    path("api/accounts/", views.accounts),
    path("api/accounts/<int:account_id>/entries/", views.entries),
]
