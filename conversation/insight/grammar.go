package insight

import (
	"strings"
	"sync"
)

// grammar holds the English words that say nothing of a complaint.
var grammar = sync.OnceValue(func() map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(`am an and any are as at be been but by can could did do does for from get got had
		has have he hello help her hi his how if in into is it its just me my of on or our out please she so some that
		the their them then there they this to too up us was we were what when which who why will with would you your`) {
		out[w] = true
	}
	return out
})
