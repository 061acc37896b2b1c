"""The only room that may open an address a stranger chose. Nothing needs one yet: files are uploaded."""
