"""Addresses of pages for people."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
