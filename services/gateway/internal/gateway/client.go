package gateway

import (
	"net/http"
	"net/netip"
	"strings"
)

// prefixIPv6 is what one subscriber usually has; single addresses could be changed at will.
const prefixIPv6 = 64

// clientAddress returns the IP address that a request came from. Each of the trusted proxies in
// front appended the address of its own client to X-Forwarded-For; what stands before was the
// client's to invent.
func clientAddress(r *http.Request, proxies int) string {
	if proxies > 0 {
		given := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		if len(given) >= proxies {
			address, err := netip.ParseAddr(strings.TrimSpace(given[len(given)-proxies]))
			if err == nil {
				return address.Unmap().WithZone("").String()
			}
		}
	}
	// Fewer entries than proxies: the request came around them.
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return "unknown"
	}
	return peer.Addr().Unmap().WithZone("").String()
}

// network returns whom an address is counted for.
func network(address string) string {
	parsed, err := netip.ParseAddr(address)
	if err != nil || parsed.Is4() {
		return address
	}
	whole, err := parsed.Prefix(prefixIPv6)
	if err != nil { // only for a length over 128
		return address
	}
	return whole.String()
}
