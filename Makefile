# CivicLine. `make help` lists the targets.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run lab test demo line-load soak fuzz build format clean run-packages test-packages

DATA ?= data
LAB_DATA ?= data/lab
SWIFT_FLAGS ?=
MINUTES ?= 30
CITIZENS ?= 500
AGENTS ?= 100
LINE_MINUTES ?= 10
SECONDS ?= 60
FUZZ_TARGETS ?= message fields agent sdp rtp rtcp dns stun mail form

# Debian's packages: for building and running, and for tests with real clients.
RUN_PACKAGES := libasound2-dev libcurl4-openssl-dev libopus-dev libspeexdsp-dev libsqlite3-dev libssl-dev pkg-config libjs-codemirror \
  graphviz
TEST_PACKAGES := libsrtp2-dev sip-tester baresip kamailio linphone-cli sipsak openssl sqlite3 sox ffmpeg opus-tools chromium firefox-esr \
  pulseaudio fonts-noto-cjk curl dovecot-imapd python3-aiosmtpd python3-venv
# From PyPI: tries the REST API by its OpenAPI document.
SCHEMATHESIS := schemathesis==4.32.5
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

# Installs those of $(1) that are missing; touches apt only when one is.
define install
	@missing=""; for package in $(1); do \
	  dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q "ok installed" || missing="$$missing $$package"; \
	done; \
	if [ -n "$$missing" ]; then \
	  echo "Installing$$missing"; \
	  $(SUDO) apt-get update -qq && \
	  $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	fi
endef

civicline = $$(swift build -c release $(SWIFT_FLAGS) --show-bin-path)/civicline

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-9s %s\n", $$1, $$2 }'

run: build ## build, load the sample county and start the hotline (DATA=folder)
	@mkdir -p $(DATA)
	@$(civicline) sample-county --data $(DATA) --if-empty
	@exec $(civicline) serve --config config/civicline.yaml --data $(DATA)

lab: build ## start the lab: numbers 9000 to 9007 for real clients and load tools (LAB_DATA=folder)
	@mkdir -p $(LAB_DATA)
	@exec $(civicline) serve --config config/lab/civicline.yaml --data $(LAB_DATA)

# Tests that wait for sockets and sound have the machine without the sums of the others and without the many servers of the
# pages, end-to-end tests without all of them. Those wait most of their time (a telephone rings, a menu speaks), so two run
# side by side, each lane one after another; those that fill the machine run alone. A new suite is in a lane by its name.
by-clock = ^(CivicMedia|CivicTransport|CivicSources|CivicConsole|civicline_bench)Tests\.
pages = ^CivicHTTPTests\.
end-to-end = ^EndToEndTests\.
alone = ^EndToEndTests\.EndToEnd/(AnswerRace|BrowserPhone|Load)Tests/
# The other lane has all the rest, whatever it is called.
lane-1 = ^EndToEndTests\.EndToEnd/[A-R]
test-command = swift test --skip-build -c release --disable-testable-imports $(SWIFT_FLAGS)
lane = $(test-command) --ignore-lock --skip '$(alone)'

test: run-packages test-packages ## run every test, in the configuration that `make run` builds
	swift build -c release --build-tests $(SWIFT_FLAGS)
	@failed=0; \
	echo "--- 1 of 5: what needs no clock"; \
	$(test-command) --skip '$(by-clock)' --skip '$(pages)' --skip '$(end-to-end)' || failed=1; \
	echo "--- 2 of 5: sockets and sound"; $(test-command) --filter '$(by-clock)' || failed=1; \
	echo "--- 3 of 5: pages"; $(test-command) --filter '$(pages)' || failed=1; \
	echo "--- 4 of 5: end to end, in two lanes (what the second says stands below the first)"; \
	said=$$(mktemp); second=; trap 'kill $$second 2>/dev/null; rm -f "$$said"' EXIT; trap 'exit 130' INT TERM; \
	$(lane) --filter '$(end-to-end)' --skip '$(lane-1)' >$$said 2>&1 & second=$$!; \
	$(lane) --filter '$(lane-1)' || failed=1; wait $$second || failed=1; second=; cat $$said; \
	echo "--- 5 of 5: end to end, one at a time"; $(test-command) --filter '$(alone)' || failed=1; \
	exit $$failed

demo: run-packages test-packages ## make one real call from end to end and print it as a time line
	@swift run -c release $(SWIFT_FLAGS) civicline-demo

line-load: run-packages test-packages ## fill the line: citizens who wait, agents who answer (CITIZENS=500 AGENTS=100 LINE_MINUTES=10)
	@swift run -c release $(SWIFT_FLAGS) civicline-demo line $(CITIZENS) $(AGENTS) $(LINE_MINUTES)

soak: run-packages ## run the media engine at 60 % of a core and watch for late ticks and growth (MINUTES=30)
	@CIVICLINE_ROOMS=civicline-bench swift run -c release --scratch-path .build-rooms $(SWIFT_FLAGS) \
	  civicline-bench soak --minutes $(MINUTES)

fuzz: run-packages ## look for inputs that break a parser, with libFuzzer (SECONDS=60 for each target, FUZZ_TARGETS=...)
	@archive=$$(ls $$(dirname $$(dirname $$(readlink -f $$(command -v swiftc))))/lib/clang/*/lib/linux/libclang_rt.fuzzer_no_main-$$(uname -m).a); \
	CIVICLINE_FUZZ=$$archive CIVICLINE_ROOMS=civicline-fuzz swift build -c release --scratch-path .build-fuzz \
	  $(SWIFT_FLAGS) --product civicline-fuzz && \
	for target in $(FUZZ_TARGETS); do \
	  seeds=Tests/CivicFuzzTests/Fixtures/$$([ $$target = agent ] && echo message || echo $$target); \
	  mkdir -p .build-fuzz/corpus/$$target .build-fuzz/found && \
	  echo "$$target:" && SWIFT_BACKTRACE=enable=no .build-fuzz/release/civicline-fuzz $$target -max_total_time=$(SECONDS) -timeout=5 \
	    -max_len=65536 -rss_limit_mb=2048 -verbosity=0 -print_final_stats=1 \
	    -artifact_prefix=.build-fuzz/found/$$target- .build-fuzz/corpus/$$target $$seeds || exit 1; \
	done

build: run-packages ## build the release
	@swift build -c release $(SWIFT_FLAGS)

format: ## format the sources and check their style
	swift format -i -r Package.swift Sources Tests
	swift format lint --strict -r Package.swift Sources Tests

clean: ## remove what was built; data stay
	swift package clean

run-packages:
	$(call install,$(RUN_PACKAGES))

test-packages:
	$(call install,$(TEST_PACKAGES))
	@[ -x .build/schemathesis/bin/schemathesis ] || { echo "Installing $(SCHEMATHESIS)" && \
	  /usr/bin/python3 -m venv .build/schemathesis && \
	  .build/schemathesis/bin/pip install -q --disable-pip-version-check $(SCHEMATHESIS); }
