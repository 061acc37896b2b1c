"""A provider on loopback that answers in a real one's words and fails in every way that real ones do.

`shop.py` is the server and its books, `faults.py` what goes wrong and when, and one small file a provider how it
speaks. Used by tests/chaos_providers.py and by the benches of polling and webhooks.
"""
