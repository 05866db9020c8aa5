from asgiref.sync import iscoroutinefunction
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import sync_and_async_middleware


def _allow(response: HttpResponse) -> HttpResponse:
    response["Access-Control-Allow-Origin"] = settings.CORS_ORIGIN
    response["Vary"] = "Origin"
    return response


@sync_and_async_middleware
def allow_front_end(get_response):
    """Lets pages of the front end read the API."""
    if iscoroutinefunction(get_response):
        async def middleware(request: HttpRequest) -> HttpResponse:
            return _allow(await get_response(request))
    else:
        def middleware(request: HttpRequest) -> HttpResponse:
            return _allow(get_response(request))
    return middleware
