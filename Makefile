# Two commands: `make run` and `make test`. Everything else: `make help`.
PYTHON ?= python3
MISSING = Python 3 が見つかりません。Python 3.11 以上を入れてください。 / Python 3 was not found: install Python 3.11 or newer.
START = @command -v $(PYTHON) >/dev/null 2>&1 || { echo "$(MISSING)" >&2; exit 1; }; exec $(PYTHON) deploy/bootstrap.py
.DEFAULT_GOAL := help
.PHONY: help run reset test check format messages promises journeys bench lock

help: ## この一覧 / this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

run: ## サイト全体を動かす / run the whole site (PORT=8000 DATABASE_URL= REDIS_URL=)
	$(START) run

reset: ## 見本を最初からにする / start the samples afresh
	$(START) reset

test: ## すべての検査 / the whole suite: PostgreSQL, Redis, SMTP, a browser, and SQLite
	$(START) test

check: ## 書式・型・間取り・翻訳などの点検 / format, lint, types, floor plan, migrations, templates, translations
	$(START) check

format: ## 書式をそろえる / put code in form
	$(START) format

messages: ## 英語の訳の目録を新しくする / renew and compile the English catalogue
	$(START) messages

promises: ## 約束の検査を長く / the promises in their long form
	$(START) promises

journeys: ## ブラウザーの旅と画面写真 / browser journeys, screenshots into var/screenshots/
	$(START) journeys

bench: ## 速さを測る / measure
	$(START) bench

lock: ## 部品の版を新しく固定する / renew the hash-locked requirements
	$(START) lock
