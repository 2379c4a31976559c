package gateway

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
)

func TestTheClientsAddress(t *testing.T) {
	for name, one := range map[string]struct {
		peer      string
		forwarded []string
		proxies   int
		want      string
	}{
		"no proxy":             {"192.0.2.1:1", []string{"203.0.113.9"}, 0, "192.0.2.1"},
		"one proxy":            {"10.0.0.1:1", []string{"203.0.113.9, 192.0.2.1"}, 1, "192.0.2.1"},
		"two proxies":          {"10.0.0.1:1", []string{"1.1.1.1, 192.0.2.1, 10.0.0.2"}, 2, "192.0.2.1"},
		"two headers":          {"10.0.0.1:1", []string{"192.0.2.1", "10.0.0.2"}, 2, "192.0.2.1"},
		"around the proxies":   {"192.0.2.1:1", []string{"203.0.113.9"}, 2, "192.0.2.1"},
		"nothing forwarded":    {"192.0.2.1:1", nil, 1, "192.0.2.1"},
		"no address forwarded": {"192.0.2.1:1", []string{"unknown"}, 1, "192.0.2.1"},
		"IPv6":                 {"[2001:db8::1]:1", nil, 0, "2001:db8::1"},
		"IPv4 in IPv6":         {"[::ffff:192.0.2.1]:1", nil, 0, "192.0.2.1"},
		"with a zone":          {"[fe80::1%eth0]:1", nil, 0, "fe80::1"},
		"no peer":              {"pipe", nil, 0, "unknown"},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = one.peer
		r.Header = http.Header{"X-Forwarded-For": one.forwarded}
		if got := clientAddress(r, one.proxies); got != one.want {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestWhomAnAddressIsCountedFor(t *testing.T) {
	for address, want := range map[string]string{
		"192.0.2.1":         "192.0.2.1",
		"2001:db8:1:2:3::4": "2001:db8:1:2::/64",
		"unknown":           "unknown",
	} {
		if got := network(address); got != want {
			t.Errorf("%s: %s", address, got)
		}
	}
}

// Whatever is forwarded, the answer is an address, and the peer's own where no proxy is trusted.
func FuzzClientAddress(f *testing.F) {
	f.Add("192.0.2.1, 10.0.0.1", 1)
	f.Add(",,", 2)
	f.Add("[::1]:80", 1)
	f.Add("fe80::1%eth0", 1)
	f.Fuzz(func(t *testing.T, forwarded string, proxies int) {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = "192.0.2.1:1"
		r.Header = http.Header{"X-Forwarded-For": {forwarded}}
		got := clientAddress(r, proxies)
		if _, err := netip.ParseAddr(got); err != nil || (proxies <= 0 && got != "192.0.2.1") {
			t.Errorf("%q: %q", forwarded, got)
		}
	})
}
