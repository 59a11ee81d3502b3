package handoff

import "github.com/tillmate/tillmate/knowledge"

// Reader is how somebody reads.
type Reader struct {
	Lang knowledge.Lang `json:"lang,omitempty"` // "" is Chinese
	// Traditional is set for readers of Traditional characters.
	Traditional bool `json:"traditional,omitempty"`
}

// Role is what a person may do.
type Role string

// The roles. Who has which is decided outside, by numeric user id.
const (
	Viewer Role = ""      // is in the team's group and looks on
	Agent  Role = "agent" // claims cases and answers merchants
	Admin  Role = "admin" // an agent who may also act on the cases of others
)

// Person is somebody of the team. The zero value is nobody: who cannot be
// told, such as an anonymous administrator of a group, has the id 0.
type Person struct {
	ID   int64  `json:"id,omitempty"`
	Name string `json:"name,omitempty"` // as the team reads it
	Role Role   `json:"role,omitempty"`
	Reader
}

// Merchant is whose case it is.
type Merchant struct {
	Name     string `json:"name,omitempty"`
	Terminal string `json:"terminal,omitempty"`
	Reader
}
