import json
import logging

from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET, require_http_methods

from .models import Account

audit = logging.getLogger("ledger.audit")


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _cache() -> None:
    cache.set("health", "ok", timeout=5)
    if cache.get("health") != "ok":
        raise RuntimeError("the cache forgot what it was told")


@require_GET
def health(_: HttpRequest) -> JsonResponse:
    """Asks what the service cannot work without. Errors go to the log, not to whoever asks."""
    checks = {}
    for name, check in {"database": _database, "cache": _cache}.items():
        try:
            check()
            checks[name] = "healthy"
        except Exception:  # whatever a driver throws
            logging.exception("health check %s failed", name)
            checks[name] = "unhealthy"
    healthy = all(status == "healthy" for status in checks.values())
    return JsonResponse({"status": "healthy" if healthy else "unhealthy", "checks": checks}, status=200 if healthy else 503)


@require_http_methods(["GET", "POST"])
def accounts(request: HttpRequest) -> JsonResponse:
    if request.method == "POST":
        account, created = Account.objects.get_or_create(name=json.loads(request.body)["name"])
        cache.delete("accounts")
        return JsonResponse({"id": account.id, "name": account.name}, status=201 if created else 200)
    found = cache.get_or_set("accounts", lambda: [{"id": a.id, "name": a.name, "balance": a.balance} for a in Account.objects.order_by("id")], timeout=30)
    return JsonResponse({"accounts": found})


@require_http_methods(["POST"])
def entries(request: HttpRequest, account_id: int) -> JsonResponse:
    account = get_object_or_404(Account, id=account_id)
    entry = account.entries.create(cents=int(json.loads(request.body)["cents"]))
    cache.delete("accounts")
    audit.info("account %s: %s cents", account.id, entry.cents)
    return JsonResponse({"id": entry.id, "balance": account.balance}, status=201)
