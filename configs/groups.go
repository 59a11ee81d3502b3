package configs

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/tillmate/tillmate/knowledge"
)

// Group is a Telegram group of the team, and its desk.
type Group struct {
	Name Label `yaml:"name" json:"name"` // as people read it
	// Chat is the id of the group, below 0.
	Chat int64 `yaml:"chat" json:"chat"`
	// Desk is the id of the group's desk. That of a route gets the cases of the
	// route. Exactly one group has none: it gets all that no other group gets.
	Desk string `yaml:"desk,omitempty" json:"desk,omitempty"`
	// Route is what a desk with an id of its own is for; "" gets only what is
	// moved there.
	Route knowledge.Route `yaml:"route,omitempty" json:"route,omitempty"`
	// Lead is who hears of missed targets; 0 is the team's admins.
	Lead int64 `yaml:"lead,omitempty" json:"lead,omitempty"`
	// Language is how cards are written: zh, zh-hant or en; "" is zh.
	Language string `yaml:"language,omitempty" json:"language,omitempty"`
}

// mainDesk is the id of the desk of the group that has none.
const mainDesk = "support"

// DeskID gives the id of the group's desk, which no other group has.
func (g Group) DeskID() string {
	if g.Desk == "" {
		return mainDesk
	}
	return g.Desk
}

// DeskRoute gives the route whose cases the group gets, or "".
func (g Group) DeskRoute() knowledge.Route {
	if g.Route == "" && slices.Contains(deskRoutes(), knowledge.Route(g.Desk)) {
		return knowledge.Route(g.Desk)
	}
	return g.Route
}

// deskRoutes are the routes that people can be needed for.
func deskRoutes() []knowledge.Route {
	return []knowledge.Route{knowledge.RouteBank, knowledge.RouteProvider, knowledge.RouteDevice, knowledge.RouteHuman}
}

// String gives the group as a variable writes it.
func (g Group) String() string {
	s := fmt.Sprintf("%s:%d", g.Name, g.Chat)
	if g.Desk != "" {
		s += ":" + g.Desk
	}
	return s
}

// UnmarshalText reads a group as a variable writes it: name:chat, or
// name:chat:desk. The rest can be written in a file only.
func (g *Group) UnmarshalText(text []byte) error {
	name, rest, ok := strings.Cut(string(text), ":")
	if !ok {
		return errors.New("a group is written name:chat or name:chat:desk")
	}
	chat, desk, _ := strings.Cut(rest, ":")
	id, err := strconv.ParseInt(chat, 10, 64)
	if err != nil {
		return fmt.Errorf("the chat of a group is no number: %w", err)
	}
	*g = Group{Name: Named(name), Chat: id, Desk: desk}
	return nil
}

// idForm is that of ids that stand in the data of a button, which is short.
var idForm = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,19}$`)

const writeID = "write small letters, digits, _ and -, at most 20"

func (p *parser) groups() {
	groups := p.Team.Groups
	for i, g := range groups {
		path, before := index("team.groups", i), groups[:i]
		p.groupName(path+".name", g, before)
		switch {
		case g.Chat >= 0:
			p.fail(path+".chat", fmt.Sprintf("%d is no group", g.Chat), "write the id of the group; it is below 0, such as -1001234567890")
		case slices.ContainsFunc(before, func(b Group) bool { return b.Chat == g.Chat }):
			p.fail(path+".chat", fmt.Sprintf("%d is listed twice", g.Chat), "remove one of the two")
		}
		p.desk(path, g, before)
		if g.Lead != 0 {
			p.person(path+".lead", g.Lead)
		}
		oneOf(p, path+".language", g.Language, "", "zh", "zh-hant", "en")
	}
	if len(groups) > 0 && !slices.ContainsFunc(groups, func(g Group) bool { return g.Desk == "" }) {
		p.fail("team.groups", "has no group for the cases of all other desks", "leave out the desk of one group")
	}
}

func (p *parser) groupName(path string, g Group, before []Group) {
	p.text(path, g.Name.ZH+g.Name.EN)
	switch {
	case g.Name.IsZero():
		p.fail(path, "is not set", "give the group a short name")
	case strings.ContainsAny(g.Name.ZH+g.Name.EN, ":,"):
		p.fail(path, fmt.Sprintf("%q has a colon or a comma", g.Name), "leave them out")
	case slices.ContainsFunc(before, func(b Group) bool { return b.Name.ZH == g.Name.ZH || b.Name.EN == g.Name.EN }):
		p.fail(path, fmt.Sprintf("%q is the name of another group too", g.Name), "rename one of them")
	}
}

// desk checks what desk a group is, and for which route.
func (p *parser) desk(path string, g Group, before []Group) {
	desk, route := path+".desk", path+".route"
	same := func(b Group) bool { return b.DeskID() == g.DeskID() }
	sameRoute := func(b Group) bool { return g.DeskRoute() != "" && b.DeskRoute() == g.DeskRoute() }
	near := nearest(g.Desk, names(deskRoutes()))
	switch {
	case g.Desk != "" && !idForm.MatchString(g.Desk), g.Desk == string(knowledge.RouteNone):
		p.fail(desk, fmt.Sprintf("%q cannot be the id of a desk", g.Desk), writeID)
	case near != "" && near != g.Desk && g.Route == "":
		p.fail(desk, fmt.Sprintf("%q is the desk of no route", g.Desk), fmt.Sprintf("did you mean %q? If not, name the route too", near))
	case slices.ContainsFunc(before, same):
		p.fail(desk, fmt.Sprintf("%q is the desk of another group too", g.DeskID()), "let every group have its own desk, and one have none")
	case slices.ContainsFunc(before, sameRoute):
		p.fail(route, fmt.Sprintf("%q is the route of another group too", g.DeskRoute()), "let every route have one group")
	}
	oneOf(p, route, g.Route, append(deskRoutes(), "")...)
	if near == g.Desk && g.Desk != "" && g.Route != "" && string(g.Route) != g.Desk {
		p.fail(route, fmt.Sprintf("is %s, and the desk is that of %s", g.Route, g.Desk), "give the desk an id of its own, or remove the route")
	}
}

func names[T ~string](values []T) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return out
}
