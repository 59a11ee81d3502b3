package evaluation

import (
	"embed"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/tillmate/tillmate/knowledge"
)

//go:embed gate.*.yaml
var gateFiles embed.FS

// Phrase is the key of a text that editors read.
type Phrase string

// Every phrase that editors read, beside those made of a kind: "kind_" and a
// [Kind], "loss_" and a [LossKind]. [AllPhrases] lists them all.
const (
	PhraseRefused     Phrase = "verdict_refused"
	PhraseAccepted    Phrase = "verdict_accepted"
	PhraseGood        Phrase = "verdict_good"
	PhraseChanges     Phrase = "changes"
	PhraseNoChanges   Phrase = "changes_none"
	PhraseChange      Phrase = "change"
	PhraseFields      Phrase = "change_fields"
	PhraseDocuments   Phrase = "documents"
	PhraseCanaries    Phrase = "canaries"
	PhraseTune        Phrase = "queries_tune"
	PhraseTest        Phrase = "queries_test"
	PhraseScripts     Phrase = "scripts"
	PhraseMerchants   Phrase = "merchants"
	PhraseSafety      Phrase = "safety"
	PhraseLosses      Phrase = "losses"
	PhraseBetter      Phrase = "better"
	PhraseUnused      Phrase = "unused"
	PhraseMore        Phrase = "more"
	PhraseLossTaken   Phrase = "accepted"
	PhraseLossOpen    Phrase = "open"
	PhraseBetterLine  Phrase = "better_line"
	PhraseNowhere     Phrase = "place_none"
	PhraseRank        Phrase = "place_rank"
	PhraseFindings    Phrase = "findings"
	PhraseNotChecked  Phrase = "findings_first"
	PhraseWarnings    Phrase = "warnings"
	PhraseSame        Phrase = "same"
	PhraseDryRun      Phrase = "dry_run"
	PhrasePublished   Phrase = "published"
	PhraseRolledBack  Phrase = "rolled_back"
	PhraseOvertaken   Phrase = "overtaken"
	PhraseOvertaken0  Phrase = "overtaken_by_none"
	PhraseAgainst0    Phrase = "against_built_in"
	PhraseAgainst     Phrase = "against"
	PhraseLive        Phrase = "status_live"
	PhraseWhy         Phrase = "status_why"
	PhraseTaken       Phrase = "status_accepted"
	PhraseWasRollback Phrase = "status_rollback"
	PhraseNone        Phrase = "status_none"
	PhraseSize        Phrase = "status_size"
	PhraseEarlier     Phrase = "status_earlier"
	PhraseLine        Phrase = "status_line"
	PhraseStarted     Phrase = "started"
	PhraseBusy        Phrase = "busy"
	PhraseNotEditor   Phrase = "not_editor"
	PhraseNoFolder    Phrase = "no_folder"
	PhraseNoEarlier   Phrase = "no_earlier"
	PhraseNoSuch      Phrase = "no_such"
	PhraseFailed      Phrase = "failed"
	PhraseHowToAccept Phrase = "how_to_accept"
	PhraseSeparator   Phrase = "separator"
)

// AllPhrases lists every key that a language must have.
func AllPhrases() []Phrase {
	out := []Phrase{
		PhraseRefused, PhraseAccepted, PhraseGood, PhraseChanges, PhraseNoChanges, PhraseChange, PhraseFields, PhraseDocuments,
		PhraseCanaries, PhraseTune, PhraseTest, PhraseScripts, PhraseMerchants, PhraseSafety, PhraseLosses, PhraseBetter,
		PhraseUnused, PhraseMore, PhraseLossTaken, PhraseLossOpen, PhraseBetterLine, PhraseNowhere, PhraseRank, PhraseFindings,
		PhraseNotChecked, PhraseWarnings, PhraseSame, PhraseDryRun, PhrasePublished, PhraseRolledBack, PhraseOvertaken, PhraseOvertaken0,
		PhraseAgainst0, PhraseAgainst, PhraseLive, PhraseWhy, PhraseTaken, PhraseWasRollback, PhraseNone, PhraseSize,
		PhraseEarlier, PhraseLine, PhraseStarted, PhraseBusy, PhraseNotEditor, PhraseNoFolder, PhraseNoEarlier, PhraseNoSuch, PhraseFailed, PhraseHowToAccept, PhraseSeparator,
	}
	for _, k := range Kinds() {
		out = append(out, kindPhrase(k))
	}
	for _, k := range LossKinds() {
		out = append(out, lossPhrase(k))
	}
	return out
}

func kindPhrase(k Kind) Phrase     { return Phrase("kind_" + string(k)) }
func lossPhrase(k LossKind) Phrase { return Phrase("loss_" + string(k)) }

// Texts is what editors read, in one language. It is immutable.
type Texts struct {
	lang  knowledge.Lang
	texts map[Phrase]string
}

// NewTexts reads the embedded texts of a language.
func NewTexts(lang knowledge.Lang) (Texts, error) {
	data, err := gateFiles.ReadFile("gate." + string(lang) + ".yaml")
	if err != nil {
		return Texts{}, fmt.Errorf("there are no texts for editors in %q: %w", lang, err)
	}
	out := Texts{lang: lang}
	if err := yaml.Load(data, &out.texts); err != nil {
		return Texts{}, fmt.Errorf("read the texts for editors in %s: %w", lang, err)
	}
	return out, nil
}

// Lang is the language of the texts.
func (t Texts) Lang() knowledge.Lang { return t.lang }

// Values fill the places of a phrase.
type Values map[string]any

// Say gives one text, its places filled. A key that has none is shown as
// itself, so that a mistake is seen; the tests see it first.
func (t Texts) Say(key Phrase, values Values) string {
	text, ok := t.texts[key]
	if !ok {
		return string(key)
	}
	pairs := make([]string, 0, 2*len(values))
	for _, name := range sortedKeys(values) {
		pairs = append(pairs, "{{."+name+"}}", fmt.Sprint(values[name]))
	}
	return strings.NewReplacer(pairs...).Replace(text)
}
