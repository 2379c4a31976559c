package proxy

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"

	"cloudnative.platform/gateway/internal/problem"
)

// buffered reads each body up to limit bytes before next runs: a slow client holds no connection
// of an upstream, and a body can be sent again.
func buffered(limit int, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength == 0 {
			next.ServeHTTP(w, r)
			return
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, int64(limit)))
		var tooLarge *http.MaxBytesError
		switch {
		case errors.As(err, &tooLarge):
			reason := problem.FieldError{Field: "body", Reason: fmt.Sprintf("is over %d bytes", limit)}
			problem.Write(w, http.StatusRequestEntityTooLarge, "the request is too large", reason)
			return
		case err != nil:
			reason := problem.FieldError{Field: "body", Reason: "did not arrive in whole"}
			problem.Write(w, http.StatusBadRequest, "the request cannot be read", reason)
			return
		}
		r.ContentLength = int64(len(body))
		r.TransferEncoding = nil
		r.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
		r.Body, _ = r.GetBody()
		next.ServeHTTP(w, r)
	})
}
