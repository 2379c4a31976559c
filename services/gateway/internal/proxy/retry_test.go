package proxy

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
)

// script is a transport that fails with each error in turn, then answers.
type script struct {
	errors []error
	bodies []string
}

func (s *script) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	s.bodies = append(s.bodies, string(body))
	if call := len(s.bodies); call <= len(s.errors) {
		return nil, s.errors[call-1]
	}
	return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody}, nil
}

func post(t *testing.T, ctx context.Context) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(ctx, "POST", "http://blog/", strings.NewReader("draft"))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

var (
	refused = &net.OpError{Op: "dial", Err: errors.New("connection refused")}
	reset   = &net.OpError{Op: "read", Err: errors.New("connection reset")}
)

func TestOnlyWhatDidNotConnectIsSentAgain(t *testing.T) {
	for name, one := range map[string]struct {
		errors []error
		sent   int
		good   bool
	}{
		"at once":       {nil, 1, true},
		"second time":   {[]error{refused}, 2, true},
		"third time":    {[]error{refused, refused}, 3, true},
		"never":         {[]error{refused, refused, refused, refused}, attempts, false},
		"after sending": {[]error{reset}, 1, false},
		"then sent":     {[]error{refused, reset}, 2, false},
		"other errors":  {[]error{io.ErrUnexpectedEOF}, 1, false},
	} {
		played := &script{errors: one.errors}
		_, err := retry{played}.RoundTrip(post(t, context.Background()))
		if len(played.bodies) != one.sent || (err == nil) != one.good {
			t.Errorf("%s: sent %d times, %v", name, len(played.bodies), err)
		}
		for _, body := range played.bodies {
			if body != "draft" {
				t.Errorf("%s: sent %q", name, body)
			}
		}
	}
}

func TestNothingIsSentAgainForAClientThatIsGone(t *testing.T) {
	ctx, leave := context.WithCancel(context.Background())
	leave()
	played := &script{errors: []error{refused}}
	if _, err := (retry{played}).RoundTrip(post(t, ctx)); err == nil || len(played.bodies) != 1 {
		t.Errorf("sent %d times, %v", len(played.bodies), err)
	}
}

func TestABodyThatCannotBeRewoundIsNotSentAgain(t *testing.T) {
	request := post(t, context.Background())
	request.GetBody = func() (io.ReadCloser, error) { return nil, io.ErrClosedPipe }
	played := &script{errors: []error{refused}}
	_, err := retry{played}.RoundTrip(request)
	if !errors.Is(err, io.ErrClosedPipe) || len(played.bodies) != 1 {
		t.Errorf("sent %d times, %v", len(played.bodies), err)
	}
}
