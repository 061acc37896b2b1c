"""Addresses of pages for people."""

from django.urls import URLPattern, path

from studio.pages import credits, health, library, media, teams, videos

urlpatterns: list[URLPattern] = [
    path("welcome/<str:token>/", teams.welcome, name="welcome"),
    path("welcome/<str:token>/sample/<slug:what>/", teams.welcome_sample, name="welcome_sample"),
    path("signin/", teams.signin, name="signin"),
    path("signout/", teams.signout, name="signout"),
    path("password/", teams.password_reset, name="password_reset"),
    path("password/sent/", teams.password_reset_done, name="password_reset_done"),
    path("password/<uidb64>/<token>/", teams.password_reset_confirm, name="password_reset_confirm"),
    path("team/", teams.team_switch, name="team_switch"),
    path("theme/", teams.theme, name="theme"),
    path("backstage/", teams.backstage, name="backstage"),
    path("", library.library, name="library"),
    path("videos/new/", library.new_video, name="new_video"),
    path("videos/trash/", library.videos_trash, name="videos_trash"),
    path("videos/restore/", library.videos_restore, name="videos_restore"),
    path("trash/", library.trash, name="trash"),
    path("videos/<uuid:video_id>/card/", library.video_card, name="video_card"),
    path("videos/<uuid:video_id>/", videos.video, name="video"),
    path("videos/<uuid:video_id>/duplicate/", videos.video_duplicate, name="video_duplicate"),
    path("renders/<uuid:render_id>/progress/", videos.render_progress, name="render_progress"),
    path("renders/<uuid:render_id>/cancel/", videos.render_cancel, name="render_cancel"),
    path("renders/<uuid:render_id>/retry/", videos.render_retry, name="render_retry"),
    path("renders/<uuid:render_id>/put-back/", videos.render_put_back, name="render_put_back"),
    path("renders/<uuid:render_id>/duplicate/", videos.render_duplicate, name="render_duplicate"),
    path("credits/", credits.credits, name="credits"),
    path("credits/ledger.csv", credits.ledger_csv, name="ledger_csv"),
    path("credits/grant/", credits.grant, name="credits_grant"),
    path("healthz", health.healthz, name="healthz"),
    path("media/<uuid:asset_id>/<str:name>", media.media, name="media"),
]
