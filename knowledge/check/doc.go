// Package check holds the editorial checks of the knowledge base. It reads
// what an editor wrote and says, with file and line, what is wrong and how to
// mend it; everything at once.
//
// It is pure. It judges content, not programs: it must not know how the search
// ranks, how a conversation runs or who shows the findings.
//
// The rules, beside those of loading (file, yaml, unknown-field, slug,
// duplicate-key, duplicate, golden-set, empty):
//
//	form
//	  id-form           an id is no id
//	  required          something that must be there is missing
//	  unknown-word      a word outside of its fixed vocabulary
//	  code-form         a response code is not two characters
//	  source-form       a source is not named as S12 or D5
//	  route-advice      a route has no common advice
//	language
//	  language-missing  written in one language only
//	  language-lengths  lists that go line by line differ in length
//	  language-mixed    English in a Chinese text or the other way round
//	  traditional       a Traditional character in a Chinese text
//	references
//	  unknown-id        a problem, question, answer or code that does not exist
//	diagnosis
//	  sum               the likelihoods of one question sum to more than 1;
//	                    an error from 1.3
//	  undecided         no question tells two causes of a problem apart that
//	                    lead to different routes
//	  alike             (warning) the same of two common causes with one route
//	                    and different steps
//	  code-undecided    two problems claim a code and no other question tells
//	                    their causes apart
//	  idle-question     (warning) no cause needs a question
//	  idle-answer       (warning) no cause expects an answer
//	words
//	  cue               a cue cannot be read
//	  cue-form          a cue is not folded
//	  cue-double        a cue says two answers of one question
//	  say-shared        two problems have one phrasing
//	  say-double        (warning) a phrasing stands twice
//	  say-few           (warning) few phrasings
//	  subject-shared    a phrasing of another subject is one of a problem
//	  subject-double    (warning) a phrasing of other subjects stands twice
//	  screen-shared     (warning) several problems list one screen text
//	  code-unclaimed    (warning) a code of the table leads nowhere
//	chat
//	  too-long          a text does not fit its place
//	  advice-too-long   a whole advice does not fit one message
//	safety
//	  phone             a number that nobody has verified
//	  link              a link, mail address, user name, QQ or WeChat id
//	  banned            an advice has words that none may have
//	  forbidden         a step has words that an active safety rule forbids
//	  secret            PIN, CVV, full card number or SMS code is asked for
//	  promise           an advice says when money arrives
//	  safety-rule       a safety rule without condition or effect
//	  safety-human      a danger that no cause hands to a person
//	golden queries
//	  golden-echo       (warning) a query is copied from an article
//	  golden-few        (warning) few queries for a problem
package check
