// Package diagnosis asks the fewest questions that settle where somebody should
// turn: decision-theoretic troubleshooting after Heckerman, Breese and Rommelse,
// "Decision-theoretic troubleshooting" (CACM 38(3), 1995), and, for going on
// after a repair that did not help, Breese and Heckerman, "Decision-theoretic
// troubleshooting: a framework for repair and experiment" (UAI 1996).
//
// A [Model] holds causes, questions and what each cause predicts about the
// answers. Exactly one hypothesis is true: one of the causes, or "none of
// these", which follows the background law of every question. All state is the
// list of [Evidence]; [Model.Posterior] turns it into a [Belief] from scratch,
// so that undo, correction, replay and audit need nothing else.
//
// A decision names a group of causes whose advice is the same, on its route, or
// abstains and asks a person. [Belief.Decide] takes the one of least expected
// loss; [Model.Values] ranks the questions by what their answers are worth to
// that decision; the conversation stops when none is worth its cost.
//
// Losses and costs share one unit, the effort of a merchant: 1 is a look at the
// screen, 20 a call to the wrong place. Logarithms are natural (nats), except
// weights of evidence, which are in decibans.
//
// The package knows nothing of payment terminals: any causes, questions and
// likelihoods will do, and [FromCounts] builds a model from raw counts.
package diagnosis
