"""Creatify's API over HTTP, below /creatify (or at api.creatify.ai, see hosts.py)."""
