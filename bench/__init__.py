"""How fast the engine is: `make bench`, or `python -m bench --quick` for one run of each. See docs/engine.md."""
