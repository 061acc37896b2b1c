"""The only room that may open an address a stranger chose. It answers with an outcome and never raises for a bad one.

guard.py is the client that reaches nothing private; fetch.py a bounded download through it, deliver.py one message to a
server; client.py asks providers. unpack.py and signature.py do no I/O.
"""
