# make run    the studio at http://localhost:8000 (PORT, DATA_DIR from the environment)
# make test   the whole suite; needs no server, no key and no network
# make lint   style, types, layers, migrations
# make chaos  kill every process of the tree while videos are being made

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export DATA_DIR ?= $(CURDIR)/var

.PHONY: run test test-postgres lint chaos schema clean

run: $(VENV)/runtime
	@exec $(BIN)/python manage.py studio

test: $(VENV)/tests
	$(BIN)/python -m pytest -n 3 --dist worksteal -q
	TEST_DATABASE=postgres $(BIN)/python -m pytest -n 3 --dist worksteal -q -m both

lint: $(VENV)/tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check studio project tests
	$(BIN)/lint-imports
	DATA_DIR=$$(mktemp -d) $(BIN)/python manage.py makemigrations --check --dry-run
	DATA_DIR=$$(mktemp -d) $(BIN)/mypy studio

chaos: $(VENV)/tests
	$(BIN)/python -m tests.chaos

schema: $(VENV)/runtime
	$(BIN)/python manage.py storyboard_schema

# The stamps hold what was installed: nothing is done again until a requirement changes.
$(VENV)/runtime: requirements.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/tests: requirements.txt tests/requirements.txt $(VENV)/runtime
	$(BIN)/pip install --quiet --disable-pip-version-check -r tests/requirements.txt
	@touch $@

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
