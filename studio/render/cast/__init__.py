"""The embedded cast: drawn presenters who speak. catalogue → motion (poses in time) → performer (pixels)."""
