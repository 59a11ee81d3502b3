package knowledge

import "slices"

// Route is who can mend a problem: where the merchant is sent.
type Route string

// The five routes a case can end in.
const (
	RouteBank     Route = "bank"     // the cardholder calls the card's issuer
	RouteProvider Route = "provider" // the acquirer or payment institution
	RouteDevice   Route = "device"   // the merchant, on the terminal
	RouteHuman    Route = "human"    // our support team takes over
	RouteNone     Route = "none"     // nothing is to be done
)

// Routes lists every route, in the order tables show them.
func Routes() []Route {
	return []Route{RouteBank, RouteProvider, RouteDevice, RouteHuman, RouteNone}
}

// Valid reports whether r is one of the five routes.
func (r Route) Valid() bool { return slices.Contains(Routes(), r) }

// RouteAdvice is what holds for every recommendation of one route; an article
// adds to it or replaces it.
type RouteAdvice struct {
	Route     Route `yaml:"route" json:"route" jsonschema:"enum=bank,enum=provider,enum=device,enum=human,enum=none"`
	Verdict   Text  `yaml:"verdict" json:"verdict" jsonschema:"description=The first line of the advice: who can mend it"`
	Say       Text  `yaml:"say,omitempty" json:"say,omitzero" jsonschema:"description=What to say to the one who is called"`
	HaveReady Lines `yaml:"have_ready,omitempty" json:"have_ready,omitzero"`
	Never     Lines `yaml:"never,omitempty" json:"never,omitzero"`
}
