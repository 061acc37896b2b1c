"""Captions' AI Creator, AI Twin and webhooks over HTTP, below /captions (or at api.captions.ai, see hosts.py)."""
