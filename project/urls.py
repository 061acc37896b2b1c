"""Every address of the server. People's pages live in studio/pages, programs' in studio/api."""

from django.contrib import admin
from django.urls import include, path

from studio.api import hooks
from studio.api.files import signed_file
from studio.pages.shares import shared, shared_file
from studio.pages.teams import office_door

admin.autodiscover()
admin.site.login = office_door  # type: ignore[method-assign]

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/", include("studio.api.urls")),
    path("captions/", include("studio.api.captions.urls")),
    path("cast/", include("studio.api.cast")),
    path("creatify/", include("studio.api.creatify.urls")),
    path("hooks/<str:provider>/<str:token>", hooks.receive, name="hook"),
    path("heygen/", include("studio.api.heygen.urls")),
    path("s/<str:token>", shared, name="shared"),
    path("s/<str:token>/<uuid:asset_id>/<str:name>", shared_file, name="shared_file"),
    path("files/<str:token>/<str:name>", signed_file, name="signed_file"),
    path("", include("studio.pages.urls")),
]

handler400 = "studio.pages.problems.unreadable"
handler404 = "studio.pages.problems.not_found"
handler403 = "studio.pages.problems.not_allowed"
handler500 = "studio.pages.problems.broken"
