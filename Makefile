# The two commands of a newcomer: `make run` and `make test`. Both set up all they need, once.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

# The program works without it, and says how to install it where it is wanted.
RECOGNITION := scripts/system-packages recognition || echo "Without Tesseract the text of scans is not read; all else works."

.PHONY: run test install lint screenshots benchmarks clean
.DEFAULT_GOAL := run

run: install
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then \
		scripts/system-packages window && exec $(BIN)/desktop-rag; \
	else \
		echo "There is no display here, so the demo runs instead of the window."; \
		exec $(BIN)/desktop-rag demo; \
	fi

install: $(STAMP)

# Built anew only when what it is made from has changed; otherwise nothing is done and no network is used.
$(STAMP): pyproject.toml constraints.txt scripts/system-packages
	@scripts/system-packages base
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Desktop RAG needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V). Name another: make PYTHON=python3.12"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	$(BIN)/python -m compileall -q desktop_rag
	@$(RECOGNITION)
	@touch $@

test: install lint
	@scripts/system-packages window test
	@$(RECOGNITION)
	@scripts/run-tests

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python scripts/check_house.py

screenshots: install
	@scripts/system-packages window test fonts
	@$(BIN)/python -m tests.end_to_end.screenshots docs/images

benchmarks: install
	@scripts/system-packages window test
	@$(BIN)/python -m tests.benchmarks

clean:
	rm -rf $(VENV) build dist
