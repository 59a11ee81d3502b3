// Package evaluation measures the dialogue: golden queries against the right
// problem, simulated merchants against the right route, and what asking well
// is worth beside asking at random or not at all. [Compare] is the gate before
// publishing: what a change of the knowledge makes better and worse.
//
// It drives the real engine and the real search and knows nothing of how they
// work inside.
package evaluation
