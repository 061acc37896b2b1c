"""HeyGen's v2 and v1 over HTTP, below /heygen (or at api.heygen.com and upload.heygen.com, see hosts.py)."""
