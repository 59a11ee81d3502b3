package handoff

import (
	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge"
)

// What the merchant reads.
const (
	PhraseOpened         conversation.Phrase = "desk_opened"
	PhraseAdded          conversation.Phrase = "desk_added"
	PhraseAddedOwned     conversation.Phrase = "desk_added_owned"
	PhraseReopened       conversation.Phrase = "desk_reopened"
	PhraseKept           conversation.Phrase = "desk_kept"
	PhraseClaimed        conversation.Phrase = "desk_claimed"
	PhraseMovedMerchant  conversation.Phrase = "desk_moved_merchant"
	PhraseBotGoesOn      conversation.Phrase = "desk_bot_goes_on"
	PhraseConfirm        conversation.Phrase = "desk_confirm"
	PhraseRate           conversation.Phrase = "desk_rate"
	PhraseGoesOn         conversation.Phrase = "desk_goes_on"
	PhraseClosedSilently conversation.Phrase = "desk_closed_silently"
	PhraseCorrected      conversation.Phrase = "desk_corrected"
	PhraseThankYou       conversation.Phrase = "desk_thank_you"
	PhraseSorry          conversation.Phrase = "desk_sorry"
	PhraseRated          conversation.Phrase = "desk_rated"
	PhraseBtnWorks       conversation.Phrase = "desk_button_works"
	PhraseBtnBroken      conversation.Phrase = "desk_button_broken"
)

// How long it takes, and when.
const (
	PhraseWaitOpen    conversation.Phrase = "desk_wait_open"
	PhraseWaitClosed  conversation.Phrase = "desk_wait_closed"
	PhraseWaitUnknown conversation.Phrase = "desk_wait_unknown"
	PhraseWaitNext    conversation.Phrase = "desk_wait_next"
	PhraseWaitPlace   conversation.Phrase = "desk_wait_place"
	PhraseHours       conversation.Phrase = "desk_hours"
	PhraseToday       conversation.Phrase = "desk_today"
	PhraseTomorrow    conversation.Phrase = "desk_tomorrow"
	PhraseWeekdays    conversation.Phrase = "desk_weekdays"
	PhraseDays        conversation.Phrase = "desk_days"
	PhraseListComma   conversation.Phrase = "desk_comma"
)

// What a button pressed, or a command, is answered with.
const (
	PhraseYours          conversation.Phrase = "desk_yours"
	PhraseYoursAlready   conversation.Phrase = "desk_yours_already"
	PhraseOwned          conversation.Phrase = "desk_owned"
	PhraseClaimFirst     conversation.Phrase = "desk_claim_first"
	PhraseIsClosed       conversation.Phrase = "desk_is_closed"
	PhraseIsReturned     conversation.Phrase = "desk_is_returned"
	PhraseTooOld         conversation.Phrase = "desk_too_old"
	PhraseAdminsOnly     conversation.Phrase = "desk_admins_only"
	PhraseNobody         conversation.Phrase = "desk_nobody"
	PhraseViewer         conversation.Phrase = "desk_viewer"
	PhraseOtherCase      conversation.Phrase = "desk_other_case"
	PhraseOldCard        conversation.Phrase = "desk_old_card"
	PhraseStaleButton    conversation.Phrase = "desk_stale"
	PhraseChoose         conversation.Phrase = "desk_choose"
	PhraseReleased       conversation.Phrase = "desk_released"
	PhraseWaiting        conversation.Phrase = "desk_waiting"
	PhraseWaitingAlready conversation.Phrase = "desk_waiting_already"
	PhraseNotWaiting     conversation.Phrase = "desk_not_waiting"
	PhraseResumed        conversation.Phrase = "desk_resumed"
	PhraseAskedAlready   conversation.Phrase = "desk_asked_already"
	PhraseMoved          conversation.Phrase = "desk_moved"
	PhraseSameDesk       conversation.Phrase = "desk_same_desk"
	PhraseOneDesk        conversation.Phrase = "desk_one_desk"
	PhraseNoSuchDesk     conversation.Phrase = "desk_no_such_desk"
	PhraseHandedBack     conversation.Phrase = "desk_handed_back"
	PhraseSpamDone       conversation.Phrase = "desk_spam_done"
	PhraseClosing        conversation.Phrase = "desk_closing"
	PhraseClosedGone     conversation.Phrase = "desk_closed_gone"
	PhraseFactSet        conversation.Phrase = "desk_fact_set"
	PhraseDialogueShown  conversation.Phrase = "desk_dialogue_shown"
	PhraseNoteHow        conversation.Phrase = "desk_note_how"
	PhraseNoted          conversation.Phrase = "desk_noted"
	PhraseNoReplies      conversation.Phrase = "desk_no_replies"
	PhraseNoSuchReply    conversation.Phrase = "desk_no_such_reply"
	PhraseMissing        conversation.Phrase = "desk_missing"
	PhraseReplySent      conversation.Phrase = "desk_reply_sent"
	PhraseGone           conversation.Phrase = "desk_gone"
	PhraseHeldDecided    conversation.Phrase = "desk_held_decided"
	PhraseRecalling      conversation.Phrase = "desk_recalling"
	PhraseRecallWhat     conversation.Phrase = "desk_recall_what"
	PhraseRecallWhose    conversation.Phrase = "desk_recall_whose"
	PhraseRecallLate     conversation.Phrase = "desk_recall_late"
	PhraseRecallTwice    conversation.Phrase = "desk_recall_twice"
	PhraseRecallFailed   conversation.Phrase = "desk_recall_failed"
)

// What is asked of the team.
const (
	PhraseWhichReply    conversation.Phrase = "desk_which_reply"
	PhraseWhichDesk     conversation.Phrase = "desk_which_desk"
	PhraseWhichCause    conversation.Phrase = "desk_which_cause"
	PhraseWhichRoute    conversation.Phrase = "desk_which_route"
	PhraseRouteBank     conversation.Phrase = "desk_route_bank"
	PhraseRouteProvider conversation.Phrase = "desk_route_provider"
	PhraseRouteDevice   conversation.Phrase = "desk_route_device"
	PhraseRouteHuman    conversation.Phrase = "desk_route_human"
	PhraseRouteNone     conversation.Phrase = "desk_route_none"
	PhraseHeldOther     conversation.Phrase = "desk_held_other"
	PhraseHeldUnowned   conversation.Phrase = "desk_held_unowned"
	PhraseHeldClosed    conversation.Phrase = "desk_held_closed"
	PhraseHeldNobody    conversation.Phrase = "desk_held_nobody"
	PhraseHeldQuote     conversation.Phrase = "desk_held_quote"
	PhraseHeldGone      conversation.Phrase = "desk_held_gone"
	PhraseHeldSent      conversation.Phrase = "desk_held_sent"
	PhraseHeldNoted     conversation.Phrase = "desk_held_noted"
)

// What the team is told.
const (
	PhraseAskedAgain       conversation.Phrase = "desk_asked_again"
	PhraseTaken            conversation.Phrase = "desk_taken"
	PhraseQuit             conversation.Phrase = "desk_quit"
	PhraseEndMarker        conversation.Phrase = "desk_end_marker"
	PhraseNotWorking       conversation.Phrase = "desk_not_working"
	PhraseNotPressed       conversation.Phrase = "desk_not_pressed"
	PhraseMerchantGone     conversation.Phrase = "desk_merchant_gone"
	PhraseMerchantBack     conversation.Phrase = "desk_merchant_back"
	PhraseMerchantReworded conversation.Phrase = "desk_merchant_reworded"
	PhraseWasNow           conversation.Phrase = "desk_was_now"
	PhraseEditUnknown      conversation.Phrase = "desk_edit_unknown"
	PhraseEditIntoNote     conversation.Phrase = "desk_edit_into_note"
	PhraseFailed           conversation.Phrase = "desk_failed"
	PhraseFailedBlocked    conversation.Phrase = "desk_failed_blocked"
	PhraseRecalled         conversation.Phrase = "desk_recalled"
	PhraseRecallNot        conversation.Phrase = "desk_recall_not"
	PhraseUnshown          conversation.Phrase = "desk_unshown"
	PhraseFirstSoon        conversation.Phrase = "desk_first_soon"
	PhraseFirstLate        conversation.Phrase = "desk_first_late"
	PhraseResolveSoon      conversation.Phrase = "desk_resolve_soon"
	PhraseResolveLate      conversation.Phrase = "desk_resolve_late"
	PhraseLead             conversation.Phrase = "desk_lead"
	PhraseAdmin            conversation.Phrase = "desk_admin"
)

// Cards, transcripts and their buttons.
const (
	PhraseUrgent             conversation.Phrase = "desk_urgent"
	PhraseHigh               conversation.Phrase = "desk_high"
	PhraseNormal             conversation.Phrase = "desk_normal"
	PhraseStateQueued        conversation.Phrase = "desk_state_queued"
	PhraseStateClaimed       conversation.Phrase = "desk_state_claimed"
	PhraseStateWaiting       conversation.Phrase = "desk_state_waiting"
	PhraseStateConfirming    conversation.Phrase = "desk_state_confirming"
	PhraseStateClosed        conversation.Phrase = "desk_state_closed"
	PhraseStateReturned      conversation.Phrase = "desk_state_returned"
	PhraseOutcomeSolved      conversation.Phrase = "desk_outcome_solved"
	PhraseOutcomeUnconfirmed conversation.Phrase = "desk_outcome_unconfirmed"
	PhraseOutcomeSpam        conversation.Phrase = "desk_outcome_spam"
	PhraseOutcomeBot         conversation.Phrase = "desk_outcome_bot"
	PhraseDueFirst           conversation.Phrase = "desk_due_first"
	PhraseDue                conversation.Phrase = "desk_due"
	PhraseWho                conversation.Phrase = "desk_who"
	PhraseTerminal           conversation.Phrase = "desk_terminal"
	PhraseReopens            conversation.Phrase = "desk_reopens"
	PhraseCameBack           conversation.Phrase = "desk_came_back"
	PhraseLastOwner          conversation.Phrase = "desk_last_owner"
	PhraseRoomHint           conversation.Phrase = "desk_room_hint"
	PhraseCardMoved          conversation.Phrase = "desk_card_moved"
	PhraseCardReopened       conversation.Phrase = "desk_card_reopened"
	PhraseCardDouble         conversation.Phrase = "desk_card_double"
	PhraseCut                conversation.Phrase = "desk_cut"
	PhraseFiles              conversation.Phrase = "desk_files"
	PhraseArrow              conversation.Phrase = "desk_arrow"
	PhraseColon              conversation.Phrase = "desk_colon"
	PhraseLabelMerchant      conversation.Phrase = "desk_label_merchant"
	PhraseLabelAgent         conversation.Phrase = "desk_label_agent"
	PhraseLabelNote          conversation.Phrase = "desk_label_note"
	PhraseLabelHeld          conversation.Phrase = "desk_label_held"
	PhraseBtnClaim           conversation.Phrase = "desk_button_claim"
	PhraseBtnReopen          conversation.Phrase = "desk_button_reopen"
	PhraseBtnTakeBack        conversation.Phrase = "desk_button_take_back"
	PhraseBtnTake            conversation.Phrase = "desk_button_take"
	PhraseBtnDialogue        conversation.Phrase = "desk_button_dialogue"
	PhraseBtnMove            conversation.Phrase = "desk_button_move"
	PhraseBtnSpam            conversation.Phrase = "desk_button_spam"
	PhraseBtnClose           conversation.Phrase = "desk_button_close"
	PhraseBtnWait            conversation.Phrase = "desk_button_wait"
	PhraseBtnResume          conversation.Phrase = "desk_button_resume"
	PhraseBtnCanned          conversation.Phrase = "desk_button_canned"
	PhraseBtnNote            conversation.Phrase = "desk_button_note"
	PhraseBtnHandBack        conversation.Phrase = "desk_button_hand_back"
	PhraseBtnRelease         conversation.Phrase = "desk_button_release"
	PhraseBtnSend            conversation.Phrase = "desk_button_send"
	PhraseBtnKeep            conversation.Phrase = "desk_button_keep"
	PhraseBtnOtherCause      conversation.Phrase = "desk_button_other_cause"
)

// AllPhrases lists every key that the [conversation.Phrases] of the rules must
// know.
func AllPhrases() []conversation.Phrase {
	return []conversation.Phrase{
		PhraseOpened, PhraseAdded, PhraseAddedOwned, PhraseReopened, PhraseKept, PhraseClaimed, PhraseMovedMerchant,
		PhraseBotGoesOn, PhraseConfirm, PhraseRate, PhraseGoesOn, PhraseClosedSilently, PhraseCorrected,
		PhraseThankYou, PhraseSorry, PhraseRated, PhraseBtnWorks, PhraseBtnBroken, PhraseWaitOpen, PhraseWaitClosed,
		PhraseWaitUnknown, PhraseWaitNext, PhraseWaitPlace, PhraseHours, PhraseToday, PhraseTomorrow, PhraseWeekdays,
		PhraseDays, PhraseListComma, PhraseYours, PhraseYoursAlready, PhraseOwned, PhraseClaimFirst, PhraseIsClosed,
		PhraseIsReturned, PhraseTooOld, PhraseAdminsOnly, PhraseNobody, PhraseViewer, PhraseOtherCase, PhraseOldCard,
		PhraseStaleButton, PhraseChoose, PhraseReleased, PhraseWaiting, PhraseWaitingAlready, PhraseNotWaiting,
		PhraseResumed, PhraseAskedAlready, PhraseMoved, PhraseSameDesk, PhraseOneDesk, PhraseNoSuchDesk,
		PhraseHandedBack, PhraseSpamDone, PhraseClosing, PhraseClosedGone, PhraseFactSet, PhraseDialogueShown,
		PhraseNoteHow, PhraseNoted, PhraseNoReplies, PhraseNoSuchReply, PhraseMissing, PhraseReplySent, PhraseGone,
		PhraseHeldDecided, PhraseRecalling, PhraseRecallWhat, PhraseRecallWhose, PhraseRecallLate, PhraseRecallTwice,
		PhraseRecallFailed, PhraseWhichReply, PhraseWhichDesk, PhraseWhichCause, PhraseWhichRoute, PhraseRouteBank,
		PhraseRouteProvider, PhraseRouteDevice, PhraseRouteHuman, PhraseRouteNone, PhraseHeldOther,
		PhraseHeldUnowned, PhraseHeldClosed, PhraseHeldNobody, PhraseHeldQuote, PhraseHeldGone, PhraseHeldSent,
		PhraseHeldNoted, PhraseAskedAgain, PhraseTaken, PhraseQuit, PhraseEndMarker, PhraseNotWorking,
		PhraseNotPressed, PhraseMerchantGone, PhraseMerchantBack, PhraseMerchantReworded, PhraseWasNow,
		PhraseEditUnknown, PhraseEditIntoNote, PhraseFailed, PhraseFailedBlocked, PhraseRecalled, PhraseRecallNot,
		PhraseUnshown, PhraseFirstSoon, PhraseFirstLate, PhraseResolveSoon, PhraseResolveLate, PhraseLead, PhraseAdmin, PhraseUrgent,
		PhraseHigh, PhraseNormal, PhraseStateQueued, PhraseStateClaimed, PhraseStateWaiting, PhraseStateConfirming,
		PhraseStateClosed, PhraseStateReturned, PhraseOutcomeSolved, PhraseOutcomeUnconfirmed, PhraseOutcomeSpam,
		PhraseOutcomeBot, PhraseDueFirst, PhraseDue, PhraseWho, PhraseTerminal, PhraseReopens, PhraseCameBack, PhraseLastOwner,
		PhraseRoomHint, PhraseCardMoved, PhraseCardReopened, PhraseCardDouble, PhraseCut, PhraseFiles, PhraseArrow,
		PhraseColon, PhraseLabelMerchant, PhraseLabelAgent, PhraseLabelNote, PhraseLabelHeld, PhraseBtnClaim,
		PhraseBtnReopen, PhraseBtnTakeBack, PhraseBtnTake, PhraseBtnDialogue, PhraseBtnMove, PhraseBtnSpam,
		PhraseBtnClose, PhraseBtnWait, PhraseBtnResume, PhraseBtnCanned, PhraseBtnNote, PhraseBtnHandBack,
		PhraseBtnRelease, PhraseBtnSend, PhraseBtnKeep, PhraseBtnOtherCause,
	}
}

// routePhrase words a route as who could mend it.
func routePhrase(r knowledge.Route) conversation.Phrase {
	switch r {
	case knowledge.RouteBank:
		return PhraseRouteBank
	case knowledge.RouteProvider:
		return PhraseRouteProvider
	case knowledge.RouteDevice:
		return PhraseRouteDevice
	case knowledge.RouteHuman:
		return PhraseRouteHuman
	}
	return PhraseRouteNone
}

// outcomePhrase words how a case ended.
func outcomePhrase(o Outcome) conversation.Phrase {
	switch o {
	case Solved:
		return PhraseOutcomeSolved
	case MarkedSpam:
		return PhraseOutcomeSpam
	case ByBot:
		return PhraseOutcomeBot
	}
	return PhraseOutcomeUnconfirmed
}

// priorityPhrase words a priority.
func priorityPhrase(p Priority) conversation.Phrase {
	switch p {
	case Urgent:
		return PhraseUrgent
	case High:
		return PhraseHigh
	}
	return PhraseNormal
}
