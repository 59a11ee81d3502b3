// Package tillmate helps shopkeepers whose card terminal misbehaves. The
// program is in cmd/tillmate; this package holds nothing but the test that
// keeps the rooms of the house apart.
package tillmate
