# The tools are pinned and built into .bin, which git ignores.
GOLANGCI := .bin/golangci-lint
GOLANGCI_VERSION := v2.15.0

.PHONY: check format lint test bench chaos cards tools schemas docs screenshots

# Everything that must be green: format, lint, tests with the race detector.
check: format lint test

format: $(GOLANGCI)
	@test -z "$$($(GOLANGCI) fmt --diff | tee /dev/stderr)"

lint: $(GOLANGCI)
	$(GOLANGCI) run

# What only computes, or has a clock of its own, is left out under the race
# detector, and run without it.
test:
	go test -race -shuffle=on -timeout 30m ./...
	go test -shuffle=on -timeout 30m ./conversation/evaluation
	go test -shuffle=on -timeout 30m ./cmd/tillmate -run '$(WITHOUT_RACE)'

WITHOUT_RACE := TestSavedGate|TestEditorCommands|TestTenBadEdits|TestEdit|TestPublish|TestFirstContent|TestGroupBudget|TestKilledHandOver

# Speed, in benchmarks only; compare runs with benchstat.
bench:
	go test -run '^$$' -bench . -benchmem ./...

# Merchants write while replicas and Redis are killed, frozen and cut off and
# Telegram fails: nothing may be lost. 'make check' plays a short one.
chaos:
	go test ./cmd/tillmate -run TestChaos -v -timeout 30m -chaos.time 120s -chaos.updates 48000 -chaos.chats 2000 -chaos.troubles 52

# Ten thousand card numbers in many spellings, looked for in all that is kept.
cards:
	go test ./cmd/tillmate -run TestNoCardAnywhere -v -cards 10000

tools: $(GOLANGCI)

$(GOLANGCI):
	GOBIN=$(CURDIR)/.bin go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_VERSION)

# The JSON Schemas an editor's IDE completes and checks articles with.
schemas:
	go test ./knowledge -run TestSchemas -update

# What is generated from the code and the knowledge: the schemas, and the page
# that says what the knowledge covers.
docs: schemas
	go test ./conversation/evaluation -run TestCoverage -update

# The pictures of docs/images, taken by the tests in a real browser.
screenshots:
	@dir=$$(mktemp -d) && TILLMATE_SCREENSHOTS=$$dir go test -count=1 ./bot/web -run 'TestBrowser(Case|Demo|Figures|Form)$$' && \
	cp "$$dir/TestBrowserDemo_1800 claimed.png" docs/images/demo.png && \
	cp "$$dir/TestBrowserCase_zh_4 belief.png" docs/images/chat.zh.png && \
	cp "$$dir/TestBrowserForm_en_3 found.png" docs/images/article.png && \
	cp "$$dir/TestBrowserFigures_en_1.png" docs/images/figures.png && chmod 644 docs/images/*.png && rm -r $$dir
