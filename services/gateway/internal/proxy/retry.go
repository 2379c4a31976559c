package proxy

import (
	"errors"
	"net"
	"net/http"
	"time"
)

const (
	attempts = 3
	// Longer than a pod needs to take the place of another behind one service address.
	backoff = 100 * time.Millisecond
)

// retry sends a request again where it cannot have reached the upstream: no connection was made.
// Anything else may have had an effect, and is the client's to repeat.
type retry struct{ next http.RoundTripper }

// RoundTrip sends a request whose body can be rewound.
func (r retry) RoundTrip(request *http.Request) (*http.Response, error) {
	for attempt := 1; ; attempt++ {
		response, err := r.next.RoundTrip(request)
		if err == nil || attempt == attempts || !neverSent(err) {
			return response, err
		}
		select {
		case <-request.Context().Done():
			return nil, err
		case <-time.After(backoff):
		}
		if request, err = rewound(request); err != nil {
			return nil, err
		}
	}
}

func neverSent(err error) bool {
	var failed *net.OpError
	return errors.As(err, &failed) && failed.Op == "dial"
}

func rewound(request *http.Request) (*http.Request, error) {
	if request.GetBody == nil {
		return request, nil
	}
	body, err := request.GetBody()
	if err != nil {
		return nil, err
	}
	again := request.Clone(request.Context())
	again.Body = body
	return again, nil
}
