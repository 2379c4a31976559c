// Package problem answers errors as problem details, https://www.rfc-editor.org/rfc/rfc9457.
package problem

import (
	"encoding/json"
	"net/http"
)

// MediaType of the answers.
const MediaType = "application/problem+json"

// FieldError tells what is wrong with one field of the request, such as "header.authorization".
type FieldError struct {
	Field  string `json:"field"`
	Reason string `json:"reason"`
}

// Problem is the body of every error.
type Problem struct {
	Title  string       `json:"title"`
	Status int          `json:"status"`
	Detail string       `json:"detail,omitempty"`
	Errors []FieldError `json:"errors,omitempty"`
}

// Write answers with a problem.
func Write(w http.ResponseWriter, status int, detail string, errors ...FieldError) {
	body, err := json.Marshal(Problem{http.StatusText(status), status, detail, errors})
	if err != nil { // strings and numbers always marshal
		panic(err)
	}
	w.Header().Set("Content-Type", MediaType)
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(body) // the client may be gone
}

// TryLater answers with a problem that passes by itself.
func TryLater(w http.ResponseWriter, status int, detail string) {
	w.Header().Set("Retry-After", "1")
	Write(w, status, detail)
}
