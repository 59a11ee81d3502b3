package bundle

// Bundle is the content of a knowledge base. Equal files give equal bundles.
type Bundle struct {
	// Name is the first 16 hexadecimal digits of the SHA-256 of Data.
	Name string
	// Data is the packed files.
	Data []byte
}
