"""The documents at /api/docs: OpenAPI 3.1, made from the addresses, the doors of their views and what these declare."""
