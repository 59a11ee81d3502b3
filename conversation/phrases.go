package conversation

import "github.com/tillmate/tillmate/knowledge"

// Phrases gives the fixed texts of the dialogue in the merchant's language.
//
// Say never fails: a key without a text is a mistake of the program, caught by
// the tests of the implementation. Values fill the places named in the text; a
// value "count" chooses the plural. Implementations are safe for concurrent
// use.
type Phrases interface {
	Say(lang knowledge.Lang, key Phrase, values Values) string
}

// Values fill the places of a phrase.
type Values map[string]any

// Phrase is the key of a fixed text.
type Phrase string

// Every phrase of the dialogue. [AllPhrases] lists them for the tests.
const (
	PhraseGreeting      Phrase = "greeting"
	PhraseBye           Phrase = "bye"
	PhraseThanks        Phrase = "thanks"
	PhraseWho           Phrase = "who"
	PhraseOtherSubject  Phrase = "other_subject"
	PhraseRefused       Phrase = "refused"
	PhraseAbuse         Phrase = "abuse"
	PhraseLost          Phrase = "lost"
	PhraseStale         Phrase = "stale"
	PhraseNothingOpen   Phrase = "nothing_open"
	PhraseMasked        Phrase = "masked"
	PhraseTooLong       Phrase = "too_long"
	PhraseNoted         Phrase = "noted"
	PhraseSkipped       Phrase = "skipped"
	PhraseChanged       Phrase = "changed"
	PhraseBackTo        Phrase = "back_to"
	PhraseBackNone      Phrase = "back_none"
	PhraseRestarted     Phrase = "restarted"
	PhraseNoSuchText    Phrase = "no_such_text"
	PhraseWithTeam      Phrase = "with_team"
	PhraseTryFirst      Phrase = "try_first"
	PhraseSolved        Phrase = "solved"
	PhraseGoOn          Phrase = "go_on"
	PhraseRecheck       Phrase = "recheck"
	PhraseWhichProblem  Phrase = "which_problem"
	PhraseNoneOfThese   Phrase = "none_of_these"
	PhraseUnsure        Phrase = "unsure"
	PhraseBtnSolved     Phrase = "button_solved"
	PhraseBtnNotSolved  Phrase = "button_not_solved"
	PhraseBtnNotTried   Phrase = "button_not_tried"
	PhraseBtnBack       Phrase = "button_back"
	PhraseBtnRestart    Phrase = "button_restart"
	PhraseBtnHuman      Phrase = "button_human"
	PhraseBtnCopy       Phrase = "button_copy"
	PhraseRemaining     Phrase = "remaining"
	PhraseLikely        Phrase = "likely"
	PhraseBecause       Phrase = "because"
	PhraseShown         Phrase = "shown"
	PhraseCodeMeans     Phrase = "code_means"
	PhraseDo            Phrase = "do"
	PhraseTell          Phrase = "tell"
	PhraseHaveReady     Phrase = "have_ready"
	PhraseNever         Phrase = "never"
	PhraseHumanWhen     Phrase = "human_when"
	PhraseOutcome       Phrase = "outcome"
	PhraseHandoff       Phrase = "handoff"
	PhraseHandoffFirst  Phrase = "handoff_first"
	PhraseWhyAsked      Phrase = "why_asked_for_person"
	PhraseWhyUnsure     Phrase = "why_unsure"
	PhraseWhyConflict   Phrase = "why_contradiction"
	PhraseWhyNotSolved  Phrase = "why_not_solved"
	PhraseWhyLost       Phrase = "why_not_understood"
	PhraseWhySafety     Phrase = "why_safety"
	PhraseSumWords      Phrase = "summary_words"
	PhraseSumFacts      Phrase = "summary_facts"
	PhraseSumUnsure     Phrase = "summary_unsure"
	PhraseSumTried      Phrase = "summary_tried"
	PhraseSumAdvised    Phrase = "summary_advised"
	PhraseSumTop        Phrase = "summary_top"
	PhraseSumPair       Phrase = "summary_pair"
	PhraseSumWhy        Phrase = "summary_why"
	PhraseSumTerminal   Phrase = "summary_terminal"
	PhraseSeparator     Phrase = "separator"
	PhraseCodeFact      Phrase = "code_fact"
	PhraseCommonStart   Phrase = "common_start"
	PhraseAnotherMatter Phrase = "another_matter"
	PhraseHere          Phrase = "here"
	PhraseResume        Phrase = "resume"
	PhraseWords         Phrase = "words_please"
	PhraseHow           Phrase = "how"
	PhraseQuickest      Phrase = "quickest"
	PhraseHowThis       Phrase = "how_this"
	PhraseStaleAdvice   Phrase = "stale_advice"
	PhraseStart         Phrase = "start"
	PhraseStartTerminal Phrase = "start_terminal"
	PhraseHelp          Phrase = "help"
	PhraseSlow          Phrase = "slow"
	PhraseFailed        Phrase = "failed"
	PhraseWhyFailed     Phrase = "why_failed"

	PhraseLanguage       Phrase = "language"
	PhraseLanguageSet    Phrase = "language_set"
	PhraseLanguageAuto   Phrase = "language_auto"
	PhraseBtnChinese     Phrase = "button_chinese"
	PhraseBtnTraditional Phrase = "button_traditional"
	PhraseBtnEnglish     Phrase = "button_english"
	PhraseBtnAuto        Phrase = "button_auto"

	PhraseFilesKept       Phrase = "files_kept"
	PhraseFilesWords      Phrase = "files_words"
	PhraseFilesVoice      Phrase = "files_voice"
	PhraseFilesWithTeam   Phrase = "files_with_team"
	PhraseFilesNotNeeded  Phrase = "files_not_needed"
	PhraseFilesUnreadable Phrase = "files_unreadable"

	PhraseNudgeQuestion      Phrase = "nudge_question"
	PhraseNudgeQuestionAgain Phrase = "nudge_question_again"
	PhraseNudgeAdvice        Phrase = "nudge_advice"
	PhraseNudgeAdviceAgain   Phrase = "nudge_advice_again"

	PhraseSumFiles Phrase = "summary_files"
	PhraseSumCut   Phrase = "summary_cut"

	PhraseDescribeAgain Phrase = "describe_again"
	PhraseTeamBusy      Phrase = "team_busy"

	PhraseSaidMerchant  Phrase = "said_merchant"
	PhraseSaidPressed   Phrase = "said_pressed"
	PhraseSaidFiles     Phrase = "said_files"
	PhraseSaidAsked     Phrase = "said_asked"
	PhraseSaidAdvised   Phrase = "said_advised"
	PhraseSaidSolved    Phrase = "said_solved"
	PhraseSaidNotSolved Phrase = "said_not_solved"
	PhraseSaidCut       Phrase = "said_cut"

	// What the team reads that is not of one case.
	PhraseTeamSoFar     Phrase = "team_so_far"
	PhraseTeamNoCommand Phrase = "team_no_command"
	PhraseTeamCommands  Phrase = "team_commands"
	PhraseTeamFact      Phrase = "team_fact"
	PhraseTeamNowhere   Phrase = "team_nowhere"

	// What the bot says about the team's page.
	PhrasePageLink     Phrase = "page_link"
	PhrasePagePrivate  Phrase = "page_private"
	PhrasePageStranger Phrase = "page_stranger"
	PhrasePageFailed   Phrase = "page_failed"
)

// AllPhrases lists every key a [Phrases] must know.
func AllPhrases() []Phrase {
	return []Phrase{
		PhraseGreeting, PhraseBye, PhraseThanks, PhraseWho, PhraseOtherSubject, PhraseRefused, PhraseAbuse,
		PhraseLost, PhraseStale, PhraseNothingOpen, PhraseMasked, PhraseTooLong, PhraseNoted, PhraseSkipped, PhraseChanged,
		PhraseBackTo, PhraseBackNone, PhraseRestarted, PhraseNoSuchText, PhraseWithTeam, PhraseTryFirst,
		PhraseSolved, PhraseGoOn, PhraseRecheck, PhraseWhichProblem, PhraseNoneOfThese, PhraseUnsure,
		PhraseBtnSolved, PhraseBtnNotSolved, PhraseBtnNotTried, PhraseBtnBack, PhraseBtnRestart,
		PhraseBtnHuman, PhraseBtnCopy, PhraseRemaining, PhraseLikely, PhraseBecause,
		PhraseShown, PhraseCodeMeans, PhraseDo, PhraseTell, PhraseHaveReady, PhraseNever,
		PhraseHumanWhen, PhraseOutcome, PhraseHandoff, PhraseHandoffFirst, PhraseWhyAsked, PhraseWhyUnsure,
		PhraseWhyConflict, PhraseWhyNotSolved, PhraseWhyLost, PhraseWhySafety, PhraseSumWords, PhraseSumFacts,
		PhraseSumUnsure, PhraseSumTried, PhraseSumTop, PhraseSumPair, PhraseSumWhy, PhraseSumTerminal, PhraseSeparator,
		PhraseCodeFact, PhraseCommonStart, PhraseAnotherMatter, PhraseHere, PhraseResume, PhraseWords, PhraseHow,
		PhraseQuickest, PhraseSumAdvised, PhraseHowThis, PhraseStaleAdvice, PhraseStart, PhraseStartTerminal,
		PhraseHelp, PhraseSlow, PhraseFailed, PhraseWhyFailed, PhraseLanguage, PhraseLanguageSet, PhraseLanguageAuto,
		PhraseBtnChinese, PhraseBtnTraditional, PhraseBtnEnglish, PhraseBtnAuto, PhraseFilesKept, PhraseFilesWords,
		PhraseFilesVoice, PhraseFilesWithTeam, PhraseFilesNotNeeded, PhraseFilesUnreadable, PhraseNudgeQuestion,
		PhraseNudgeQuestionAgain, PhraseNudgeAdvice, PhraseNudgeAdviceAgain, PhraseSumFiles, PhraseSumCut,
		PhraseDescribeAgain, PhraseTeamBusy, PhraseSaidMerchant, PhraseSaidPressed, PhraseSaidFiles, PhraseSaidAsked,
		PhraseSaidAdvised, PhraseSaidSolved, PhraseSaidNotSolved, PhraseSaidCut, PhraseTeamSoFar, PhraseTeamNoCommand,
		PhraseTeamCommands, PhraseTeamFact, PhraseTeamNowhere,
		PhrasePageLink, PhrasePagePrivate, PhrasePageStranger, PhrasePageFailed,
	}
}
