# The few commands people type. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help setup site destroy test lint unit lab-up lab-down lab-wipe lab-status lab-test lock catalogue-pin contracts build-services promote collection new-service docs benchmark benchmark-engine
SHELL := /bin/bash
export PATH := $(CURDIR)/.venv/bin:$(PATH)
ANSIBLE_ARGS ?=
PYTEST_ARGS ?=
# One builds and tests the lab, the other runs everything else; see conftest.py.
TEST_PROCESSES ?= --numprocesses=2 --no-loadscope-reorder

help: ## list these commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

setup: ## install the locked Python packages into .venv
	@scripts/setup.sh

site: setup ## start the lab and build the whole platform on it, then prove that it works
	@ansible-playbook playbooks/lab_up.yml site.yml $(ANSIBLE_ARGS)

test: setup ## run every test: checks, unit tests, then the lab
	@pytest $(TEST_PROCESSES) $(PYTEST_ARGS)

lint: setup ## run only the checks of style and types
	@pytest tests/static $(PYTEST_ARGS)

unit: setup ## run only the tests that need no lab
	@pytest -m "not lab" $(PYTEST_ARGS)

destroy: setup ## destroy the platform on the lab's AWS; fails if anything of it remains
	@ansible-playbook playbooks/destroy.yml $(ANSIBLE_ARGS)

lab-up: setup ## start the lab without the platform
	@ansible-playbook playbooks/lab_up.yml $(ANSIBLE_ARGS)

lab-down: setup ## stop the lab; nothing of it is left running, its disks stay
	@python -m platform_lab down

lab-wipe: setup ## stop the lab and delete its disks, for a start from nothing
	@python -m platform_lab down --wipe

lab-status: setup ## say what runs in the lab
	@python -m platform_lab status

lab-test: setup ## run only the tests that need the lab
	@pytest -m lab $(PYTEST_ARGS)

benchmark: setup ## measure what docs/benchmarks.md states
	@python benchmarks/site.py

benchmark-engine: setup ## measure k8s_apply beside kubectl, helm, kubernetes.core, Flux and Argo CD
	@python benchmarks/engine/run.py

build-services: setup ## build and push the images of the services that have changed since SINCE
	@ansible-playbook playbooks/build_services.yml -e pipeline_since=$(SINCE) $(ANSIBLE_ARGS)

promote: setup ## let the environment run the images that build-services made
	@ansible-playbook playbooks/promote.yml $(ANSIBLE_ARGS)

collection: setup ## build the collection into build/
	@ansible-galaxy collection build --force --output-path build collections/ansible_collections/cloudnative/platform

docs: setup ## write docs/reference from what roles and plugins say of themselves
	@python scripts/reference.py

new-service: setup ## make a service: NAME=… LANG=go|python, DRY_RUN=1 only tells
	@python scripts/new_service.py "$(NAME)" "$(if $(filter command line,$(origin LANG)),$(LANG))" $(if $(DRY_RUN),--dry-run)

contracts: setup ## tell what the services' contracts no longer keep of the last release's
	@python scripts/contract_changes.py

catalogue-pin: setup ## record missing digests in catalogue.yml (needs internet)
	@python -m platform_lab catalogue pin

lock: setup ## resolve the direct dependencies into hashed lock files
	@scripts/lock.sh
