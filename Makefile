# Everything one does here, by name. Each is a program in bin/ or one line.
.DEFAULT_GOAL := help
.PHONY: help demo test fast check fix bench docs frontend lock

help:  ## list these
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## */\1\t/' | awk -F'\t' '{printf "  make %-9s %s\n", $$1, $$2}'

demo:  ## start the demonstration (ARGS="--port 0 --reset")
	./bin/demo $(ARGS)

test:  ## every check: style, contracts, types, tests, real browser (ARGS goes to pytest)
	./bin/test $(ARGS)

fast:  ## the same without the browser
	./bin/test --fast $(ARGS)

check:  ## say whether this installation is fit to be used
	./bin/tessera check $(ARGS)

fix:  ## mend what can be mended by a program: style and layout of the code
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

bench:  ## run one benchmark: make bench NAME=pages
	@test -n "$(NAME)" || { ./bin/bench --help; exit 2; }
	./bin/bench $(NAME) --json $(ARGS)

docs:  ## write the documents drawn from the code
	./bin/tessera docs

frontend:  ## build the style sheets and scripts (needs Node)
	frontend/build.sh

lock:  ## name every package again, with its hash, after pyproject.toml changed (needs uv)
	uv pip compile pyproject.toml --universal --generate-hashes --python-version 3.11 \
	  --no-emit-index-url --no-header --no-annotate --quiet --output-file requirements.lock
	uv pip compile pyproject.toml --extra dev --constraints requirements.lock --universal --generate-hashes \
	  --python-version 3.11 --no-emit-index-url --no-header --no-annotate --quiet --output-file requirements-dev.lock
