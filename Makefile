# Kapell. `make` lists the targets.

# Where `make install` puts things: /usr/local, or ~/.local for a person who may not write there.
PREFIX ?= $(shell if [ "$$(id -u)" = 0 ] || [ -w /usr/local/bin ]; then echo /usr/local; else echo "$$HOME/.local"; fi)
DESTDIR ?=

SHELL := /bin/bash
ROOT := $(patsubst %/,%,$(dir $(abspath $(lastword $(MAKEFILE_LIST)))))
export PKG_CONFIG_PATH := $(ROOT)/.build-llama/install/lib/pkgconfig$(if $(PKG_CONFIG_PATH),:$(PKG_CONFIG_PATH))
MAKEFLAGS += --no-print-directory
STATIC := .build/static

.DEFAULT_GOAL := help
.PHONY: help setup llama build run stop test test-clients test-engines test-stemmers test-templates test-tokens test-forms lint format check install uninstall bench-local bench-surface bench-gateway bench-retrieval bench-scale bench-late bench-lexical bench-documents bench-answers bench-ingest bench-workflows bench-engine clean
.NOTPARALLEL:

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## check what is needed from the system and install what is missing
	@Scripts/setup

llama: setup
	@Scripts/build-llama

build: llama ## build the programs for release
	@Scripts/build

run: ## the main job: build, ingest the example contracts, ask, leave the server running
	@Scripts/run

stop: ## stop the server that `make run` left running
	@Scripts/stop

test: ## every check and every test; leaves nothing running
	@Scripts/test

test-clients: build ## what CI has no time for: more clients, and llama.cpp's server as a provider
	@Scripts/test-clients

test-engines: setup ## the conformance suite against PostgreSQL, Chroma and the engine of Qdrant's client
	@Tests/Engines/run

test-stemmers: setup ## our stemmers against Snowball's own, word by word
	@Tests/Stemmers/run

test-templates: setup ## our chat templates against jinja2, on the templates in llama.cpp's source
	@Tests/ChatTemplates/run

test-tokens: setup ## our tokens against those that llama.cpp's source expects
	@Tests/Tokens/run

test-forms: build ## 1,000 random schemas through the default model: every answer valid
	@Tests/Forms/run

lint: ## check the style of the Swift files
	@Scripts/lint

check: ## check the rules of the house: sizes, imports, forbidden words
	@Scripts/check-house

format: ## bring the Swift files into style
	@swift format --in-place --recursive --parallel Package.swift $(wildcard Sources Tests Benchmarks Examples)

install: build ## install kapell below PREFIX (/usr/local or ~/.local); needs nothing of the checkout afterwards
	@Scripts/link-static $(STATIC) kapell kapell-extract
	@Scripts/install $(STATIC) "$(DESTDIR)" "$(PREFIX)"

uninstall: ## remove what `make install` installed
	@Scripts/install --remove "$(DESTDIR)" "$(PREFIX)"

bench-local: build ## measure the local models and the server against their peers
	@Benchmarks/setup local
	@Scripts/build --product kapell-bench
	@Scripts/link-static $(STATIC) kapell kapell-extract kapell-bench
	@.build-bench/venv/bin/python Benchmarks/local.py

bench-surface: build ## measure schemas, JSON and sessions against their peers
	@Benchmarks/setup surface
	@Scripts/build --product kapell-bench
	@Scripts/link-static $(STATIC) kapell-bench
	@.build-bench/surface/bin/python Benchmarks/surface.py

bench-gateway: build ## measure `kapell serve` as a gateway against its peers
	@Benchmarks/setup gateway
	@Scripts/link-static $(STATIC) kapell
	@python3 Benchmarks/gateway.py

bench-retrieval: build ## measure vector search and collections against their peers
	@Benchmarks/setup retrieval
	@Scripts/build --product kapell-bench
	@Scripts/link-static $(STATIC) kapell kapell-extract kapell-bench
	@.build-bench/retrieval/bin/python Benchmarks/retrieval.py

bench-scale: build ## vector search from 10,000 to 1,000,000 vectors, as a table and a plot
	@Benchmarks/setup retrieval
	@Scripts/build --product kapell-bench
	@Scripts/link-static $(STATIC) kapell kapell-bench
	@.build-bench/retrieval/bin/python Benchmarks/retrieval_scale.py

bench-late: build ## what reranking by late interaction does to the order of pages
	@Benchmarks/setup retrieval lexical
	@Scripts/build --product kapell-bench
	@Scripts/link-static $(STATIC) kapell kapell-bench
	@.build-bench/retrieval/bin/python Benchmarks/retrieval_late.py

bench-lexical: build ## measure the search over words against bm25s and tantivy
	@Benchmarks/setup lexical
	@Scripts/build --product kapell-bench
	@Scripts/link-static $(STATIC) kapell-bench
	@.build-bench/lexical/bin/python Benchmarks/lexical.py

bench-documents: build ## measure the reading of documents against pdftotext, trafilatura and markitdown
	@Benchmarks/setup documents
	@Scripts/link-static $(STATIC) kapell-extract
	@.build-bench/documents/bin/python Benchmarks/answers_documents.py

bench-answers: build ## measure answers from documents, their verification and how documents are cut
	@Benchmarks/setup chunking
	@Scripts/build --product kapell-bench
	@Scripts/link-static $(STATIC) kapell kapell-extract kapell-bench
	@python3 Benchmarks/answers.py

bench-ingest: build ## measure ingestion against LlamaIndex; PAGES=200 takes a sample of the pages
	@Benchmarks/setup ingest
	@Scripts/link-static $(STATIC) kapell kapell-extract
	@python3 Benchmarks/ingest.py $(if $(PAGES),--pages $(PAGES))

bench-workflows: build ## measure workflows against LangGraph, DBOS and SQLite alone
	@Benchmarks/setup workflows
	@Scripts/build --product kapell-bench
	@Scripts/link-static $(STATIC) kapell-bench
	@.build-bench/workflows/bin/python Benchmarks/workflows.py

bench-engine: build ## measure the embedded engine behind HTTP against llama-server
	@Benchmarks/setup engine
	@Scripts/link-static $(STATIC) kapell
	@python3 Benchmarks/engine.py

clean: ## remove the build; keeps llama.cpp, the models and the stores
	rm -rf .build
