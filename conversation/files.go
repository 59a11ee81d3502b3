package conversation

import "slices"

// forTeam reports whether a file may help a person of the team.
func (k FileKind) forTeam() bool {
	switch k {
	case Photo, Video, Voice, Document:
		return true
	}
	return false
}

// withFiles reports whether files for the team came with the event.
func (t *turn) withFiles() bool {
	return slices.ContainsFunc(t.ev.Files, func(f File) bool { return f.Kind.forTeam() })
}

// files handles files that came without words. They are kept for the team;
// what they show must be put in words.
func (t *turn) files() {
	if !t.withFiles() {
		t.trinket()
		return
	}
	answered, opened := t.burst(), t.s.Case == nil
	if opened {
		t.openCase()
	} else {
		t.keepFiles()
	}
	switch {
	case answered && !opened:
	case t.s.Phase == WithTeam:
		t.message(t.say(PhraseFilesWithTeam, nil))
	case t.s.Phase == Advised:
		t.offer(t.say(PhraseFilesKept, nil)+"\n"+t.say(PhraseOutcome, nil), t.outcomes())
	case opened:
		t.message(t.unread())
		t.begin()
	default:
		t.message(t.unread())
		t.repeat()
	}
}

// unread says that files are kept and asks to put them in words.
func (t *turn) unread() string {
	for _, f := range t.ev.Files {
		if f.Kind.forTeam() && f.Kind != Voice {
			return t.say(PhraseFilesKept, nil) + "\n" + t.say(PhraseFilesWords, nil)
		}
	}
	return t.say(PhraseFilesVoice, nil)
}

// trinket answers what is neither words nor anything the team can use.
func (t *turn) trinket() {
	kind := Unknown
	if len(t.ev.Files) > 0 {
		kind = t.ev.Files[0].Kind
	}
	switch {
	case kind == Location || kind == Contact:
		t.message(t.say(PhraseFilesNotNeeded, nil))
		if t.s.Phase == WithTeam {
			return
		}
	case kind != Sticker:
		t.message(t.say(PhraseFilesUnreadable, nil))
	case t.s.Case == nil || t.s.Phase == Asking:
		t.aside(PhraseGreeting)
		return
	}
	t.waiting()
}

// burst reports whether the files belong to those that were answered just
// before, and notes them as the last ones.
func (t *turn) burst() (answered bool) {
	answered = t.s.Burst && t.pause < BurstPause
	of := func(f File) bool { return f.Album != "" && f.Album == t.s.Album }
	if slices.ContainsFunc(t.ev.Files, of) {
		return true
	}
	t.s.Burst = true
	for _, f := range t.ev.Files {
		if f.Album != "" && len(f.Album) <= MaxFileID {
			t.s.Album = f.Album
		}
	}
	return answered
}

// keepFiles adds the files for the team to the case. Where they come with a
// text, that nobody has looked at them is said once.
func (t *turn) keepFiles() {
	c := t.s.Case
	if t.ev.Kind == EventText && t.withFiles() && len(c.Files) == 0 && t.s.Phase != WithTeam && !t.told {
		t.told = true
		t.message(t.say(PhraseFilesKept, nil))
	}
	for _, f := range t.ev.Files {
		if f.Kind.forTeam() && f.ID != "" && len(f.ID) <= MaxFileID {
			c.Files = append(c.Files, Kept{Kind: f.Kind, ID: f.ID, Turn: t.s.Turn})
		}
	}
	c.Files = c.Files[max(0, len(c.Files)-MaxFiles):]
}

// begin asks what a case is about of which nothing was understood.
func (t *turn) begin() {
	if t.base.Question(topicQuestion) == nil {
		t.next()
		return
	}
	t.ask(topicQuestion, nil, t.belief())
}
