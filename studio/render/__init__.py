"""The embedded render engine: a plan and a folder in, finished media out. No Django, no database, no network."""
