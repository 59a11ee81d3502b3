package web

// editKeys lists the texts of the editors' pages that no template names in
// full.
func editKeys() []string {
	out := []string{"edit_severity_error", "edit_severity_warning"}
	for prefix, names := range map[string][]string{
		"edit_stage_":   {"checking", "building", "comparing", "publishing"},
		"edit_verdict_": {"mistakes", "unchanged", "refused", "dry_run", "overtaken", "published", "failed"},
		"edit_unfit_":   {"length", "masked", "said", "by_hand", "taken"},
		"edit_field_":   {"say", "screen", "title", "cause", "background"},
		"edit_todo_":    {"write_article", "add_phrasing", "mend_article"},
	} {
		for _, n := range names {
			out = append(out, prefix+n)
		}
	}
	out = append(out, formKeys()...)
	for _, r := range []*refusal{errEditors, errNoFile, errSlug, errFileSize, errUnfit, errDraftFull, errBusy, errOvertaken, errByHand} {
		out = append(out, r.text)
	}
	return out
}
