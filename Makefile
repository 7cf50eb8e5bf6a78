# `make study` installs everything and runs the study in params.yaml; `make test` installs everything and runs the tests
# except the slow ones (`make test-slow`). `make test TESTS=--costs` prints the processor time of each test folder.
# All need only make and Python 3.11, 3.12 or 3.13. If uv is installed, it is used.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	"$$p" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && { echo "$$p"; break; }; done)
UV := $(shell command -v uv)
STUDY ?=
TESTS ?=
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export DO_NOT_TRACK := 1
unexport PYTHONDONTWRITEBYTECODE # without compiled bytecode, importing TensorFlow takes each stage 15 s longer

.PHONY: study test test-slow lint format map locks clean bench bench-torch
.DEFAULT_GOAL := study

study: .venv/study
ifneq ($(STUDY),)
	@if ! cmp -s studies/$(STUDY).yaml params.yaml; then \
		git diff --quiet HEAD -- params.yaml || { echo "error: params.yaml has uncommitted changes, which STUDY=$(STUDY) would overwrite; commit them, or run make study" >&2; exit 2; }; \
		cp studies/$(STUDY).yaml params.yaml; \
	fi
endif
	@confoundry run
	@confoundry verdicts
ifneq ($(STUDY),)
	@echo "params.yaml is now a copy of studies/$(STUDY).yaml; to bring the default study back: git checkout params.yaml dvc.lock metrics plots"
endif

test: .venv/dev
	@python -m pytest -n 3 --dist worksteal -m "not slow" $(TESTS)

# What takes minutes each: real kills, a schedule, all of MNIST. TESTS='-m "slow and ci"' is what CI runs of it.
test-slow: .venv/dev
	@python -m pytest -n 2 --dist worksteal -m slow $(TESTS)

lint: .venv/dev
	@ruff check
	@ruff format --check
	@basedpyright
	@lint-imports
	@python docs/make_map.py --check
	@python docs/make_causes_dvc.py --check

format: .venv/dev
	@ruff check --fix
	@ruff format

map: .venv/dev
	@python docs/make_map.py
	@python docs/make_causes_dvc.py

# The benchmark: docs/bench.md. QUICK=1 takes two minutes, for a first look.
bench: .venv/study
	@python -m bench $(if $(QUICK),--plan quick --out .tmp/bench.json)

bench-torch: .venv-torch/ready .venv-jax/ready bench

.venv-%/ready: bench/requirements-%.txt
	@test -n "$(PYTHON)" || { echo "error: Python 3.11, 3.12 or 3.13 is needed, found: $$(python3 --version 2>&1 || echo none)" >&2; exit 2; }
	@echo "Installing $< into $(CURDIR)/$(@D)"
	@"$(PYTHON)" -m venv $(@D)
	@$(@D)/bin/python -m pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

.venv/study: requirements.lock pyproject.toml
	@$(call install,requirements.lock,1.1 GB of packages (3.2 GB on disk))
	@touch $@

.venv/dev: requirements-dev.lock pyproject.toml
	@$(call install,requirements-dev.lock,1.2 GB of packages (3.6 GB on disk))
	@touch .venv/study $@

# $(1): the lock file, $(2): the size of the download
define install
	test -n "$(PYTHON)" || { echo "error: Python 3.11, 3.12 or 3.13 is needed (TensorFlow supports no other), found: $$(python3 --version 2>&1 || echo none); install one of these, or give its path: make PYTHON=/path/to/python3.12" >&2; exit 2; }; \
	test "$$(uname -sm)" != "Darwin x86_64" || { echo "error: TensorFlow does not support Macs with Intel processors; use Linux or a Mac with Apple silicon" >&2; exit 2; }; \
	echo "Downloading up to $(2) into $(CURDIR)/.venv, with $(if $(UV),uv,pip) for $$("$(PYTHON)" --version)"; \
	if [ -n "$(UV)" ]; then \
		{ [ -x .venv/bin/python ] || uv venv --quiet --python "$(PYTHON)" .venv; } && \
		uv pip install --quiet --python .venv/bin/python --require-hashes --compile-bytecode --requirement $(1) && \
		uv pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation --editable .; \
	else \
		{ [ -x .venv/bin/python ] || "$(PYTHON)" -m venv .venv; } && \
		{ .venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip >/dev/null; } && \
		.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $(1) && \
		.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .; \
	fi
endef

# Pinned versions with hashes, for Python 3.11 to 3.13, without index URLs.
locks:
	uv pip compile pyproject.toml --group build --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet --output-file requirements.lock
	uv pip compile pyproject.toml --group build --extra dev --constraint requirements.lock --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet --output-file requirements-dev.lock

clean:
	rm -rf .venv .venv-torch .venv-jax .tmp
