package configs

import _ "embed" // for the files below

//go:embed tillmate.example.yaml
var exampleFile string

//go:embed example.env
var exampleEnv string

// ExampleFile gives a file with every setting, its meaning and its default,
// all switched off.
func ExampleFile() string { return exampleFile }

// ExampleEnv gives a file of variables for the secrets.
func ExampleEnv() string { return exampleEnv }
