package gatewaytest

import (
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// Pair is a certificate for localhost that is its own authority, its key, and a port to use it on.
type Pair struct {
	File, Key string // paths of PEM files
	Port      uint16
}

// Certificate makes one; it is gone with the test.
func Certificate(t testing.TB) Pair {
	t.Helper()
	key := NewKey(t)
	template := &x509.Certificate{
		SerialNumber:          big.NewInt(1),
		Subject:               pkix.Name{CommonName: "localhost"},
		DNSNames:              []string{"localhost"},
		NotBefore:             time.Now().Add(-time.Minute),
		NotAfter:              time.Now().Add(time.Hour),
		IsCA:                  true,
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	made, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	return Pair{
		File: write(t, filepath.Join(folder, "crt.pem"), "CERTIFICATE", made),
		Key:  write(t, filepath.Join(folder, "key.pem"), "PRIVATE KEY", secret),
		Port: FreePort(t),
	}
}

// RedisOptions make a Redis server use it.
func (p Pair) RedisOptions() []string {
	return []string{
		"--tls-port", strconv.Itoa(int(p.Port)), "--tls-auth-clients", "no",
		"--tls-cert-file", p.File, "--tls-key-file", p.Key, "--tls-ca-cert-file", p.File,
	}
}

func write(t testing.TB, path, kind string, content []byte) string {
	t.Helper()
	text := pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: content})
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
