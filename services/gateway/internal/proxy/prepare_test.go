package proxy

import (
	"net/http"
	"strings"
	"testing"

	"cloudnative.platform/gateway/internal/gatewaytest"
	"cloudnative.platform/gateway/internal/route"
)

// No header that a client sends makes a service believe in another user.
func FuzzPrepare(f *testing.F) {
	for _, name := range []string{"X-User-Id", "x-user-id", "X_User_Id", "X-USER_NAME", "X-User-"} {
		f.Add(name, "forged", true)
	}
	f.Add("X-User-Id ", "forged", false)
	f.Fuzz(func(t *testing.T, name, value string, known bool) {
		from := Caller{Address: "192.0.2.1"}
		if known {
			from = caller
		}
		request, err := http.NewRequestWithContext(
			WithCaller(t.Context(), from), "GET", "http://blog/", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Add(name, value)
		prepare(route.Blog, request)
		for sent, values := range request.Header {
			// As a CGI-like server would call it.
			spelt := strings.ToUpper(strings.ReplaceAll(sent, "-", "_"))
			mine := sent == "X-User-Id" && len(values) == 1 && values[0] == gatewaytest.UserID ||
				sent == "X-User-Name" && len(values) == 1 && values[0] == "Kim%20%EA%B9%80"
			if strings.HasPrefix(spelt, "X_USER_") && !(mine && known) {
				t.Errorf("%q: %q", sent, values)
			}
		}
	})
}
