"""HeyGen's v3 over HTTP, below /heygen/v3 (or at api.heygen.com, see hosts.py). It has v2's door and v2's jobs."""
