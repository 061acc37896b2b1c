# make run    the studio at http://localhost:8000 (PORT, DATA_DIR from the environment)
# make test   the whole suite; needs no server, no key and no network
# make lint   style, types, layers, migrations
# make bench   how fast the engine is: a table, and bench/results.json (BENCH="--quick realtime" for a part)
# make long   ten minutes in fifty scenes: memory, drift, one scene changed, a kill half-way
# make scale  one render by 1, 2 and 4 clusters
# make bench-webhooks  ten thousand webhooks, workers killed meanwhile, on both databases
# make bench-polling  what asking after two thousand takes costs
# make cast-sheet   everybody of the embedded cast on one picture, to look at (OUT=path.png)
# make chaos  kill every process of the tree while videos are being made
# make machines   the ledger, renders, orders and twins in any order, twenty times longer than the suite
# make chaos-providers  a thousand orders at providers that fail in every way, by workers that are killed

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export DATA_DIR ?= $(CURDIR)/var
TOO_OLD := $(PYTHON) is too old: Understudy needs Python 3.11 or newer. Name another one: make run PYTHON=python3.11
SUITABLE := import sys; sys.exit("$(TOO_OLD)" if sys.version_info < (3, 11) else 0)

.PHONY: run test lint bench long scale bench-webhooks bench-polling cast-sheet machines chaos chaos-providers schema clean

# Python is told to write no bytecode on some machines: without this, every process would compile the studio for itself.
run: $(VENV)/runtime
	@$(BIN)/python -m compileall -qq project studio 2>/dev/null || :
	@exec $(BIN)/python manage.py studio

test: $(VENV)/tests
	$(BIN)/python -m pytest -n 3 --dist worksteal -q
	TEST_DATABASE=postgres $(BIN)/python -m pytest -n 3 --dist worksteal -q -m both

lint: $(VENV)/tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check studio project tests bench
	$(BIN)/lint-imports
	DATA_DIR=$$(mktemp -d) $(BIN)/python manage.py makemigrations --check --dry-run
	DATA_DIR=$$(mktemp -d) $(BIN)/mypy studio bench

bench: $(VENV)/tests bench/.venv/made
	$(BIN)/python -m bench $(BENCH)

long scale: $(VENV)/tests
	$(BIN)/python -m bench --quick $@

bench-webhooks bench-polling: $(VENV)/tests
	$(BIN)/python -m bench --quick $(@:bench-%=%)

cast-sheet: $(VENV)/runtime
	@$(BIN)/python -m studio.render.cast.sheet "$(or $(OUT),$(DATA_DIR)/cast-sheet.png)"

machines: $(VENV)/tests
	EXAMPLES=$(or $(EXAMPLES),20) $(BIN)/python -m pytest -n 2 -q tests/actions -k machine

chaos: $(VENV)/tests
	$(BIN)/python -m tests.chaos

chaos-providers: $(VENV)/tests
	$(BIN)/python -m tests.chaos_providers

schema: $(VENV)/runtime
	$(BIN)/python manage.py storyboard_schema

# The stamps hold what was installed: nothing is done again until a requirement changes. pip would compile on one
# processor; and not at all would make every process start slowly wherever Python may write no bytecode. Half of that
# work would be on what nobody imports: tables that Janome reads as text, packages' own tests, mypy in Python.
$(VENV)/runtime: requirements.txt
	$(call install,$<)
	@touch $@

# With all that the runtime needs, in one go.
$(VENV)/tests: tests/requirements.txt requirements.txt
	$(call install,$<)
	@touch $(VENV)/runtime $@

# An environment that was left half-made, without pip, is made again.
define install
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || { $(PYTHON) -c '$(SUITABLE)' && $(PYTHON) -m venv $(VENV); }
	$(BIN)/python -m pip install --no-compile --quiet --disable-pip-version-check -r $(1)
	-@$(BIN)/python -m compileall -qq -j 0 -x 'sysdic/entries_[a-z]+[0-9]\.py|/tests/|/mypy/' $(VENV)/lib
endef

# MoviePy wants an older Pillow than the studio: it has an environment of its own.
bench/.venv/made: bench/requirements.txt
	@bench/.venv/bin/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv bench/.venv
	bench/.venv/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@

clean:
	rm -rf $(VENV) bench/.venv .pytest_cache .mypy_cache .ruff_cache .hypothesis
