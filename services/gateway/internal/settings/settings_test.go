package settings

import (
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var least = map[string]string{
	"GATEWAY_AUTH_URL":   "http://auth:8080",
	"GATEWAY_BLOG_URL":   "http://blog:8080/",
	"GATEWAY_REDIS_HOST": "redis",
}

func with(changes map[string]string) map[string]string {
	variables := maps.Clone(least)
	maps.Copy(variables, changes)
	return variables
}

func TestTheLeastSettingsHaveSafeDefaults(t *testing.T) {
	s, err := Load(least)
	if err != nil {
		t.Fatal(err)
	}
	if s.BlogURL.String() != "http://blog:8080" || !bool(s.RedisTLS) || s.TrustedProxies != 0 {
		t.Errorf("not safe: %+v", s)
	}
	if s.ListenPort != 8080 || s.AdminPort != 9090 || s.RedisTimeout.Duration() != time.Second/4 {
		t.Errorf("not the defaults of the README: %+v", s)
	}
}

func TestGivenSettingsAreUsed(t *testing.T) {
	password := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(password, []byte("secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := Load(with(map[string]string{
		"GATEWAY_REDIS_PASSWORD_FILE": password,
		"GATEWAY_REDIS_TLS":           "off",
		"GATEWAY_LOG_LEVEL":           "warn",
		"GATEWAY_DRAIN_TIME":          "0.5",
	}))
	if err != nil {
		t.Fatal(err)
	}
	if s.LogLevel != slog.LevelWarn || s.DrainTime.Duration() != time.Second/2 || bool(s.RedisTLS) {
		t.Errorf("not what was given: %+v", s)
	}
	if read, err := s.RedisPassword.Read(); read != "secret" || err != nil {
		t.Errorf("password file: %q, %v", read, err)
	}
}

func TestABadSettingIsNamed(t *testing.T) {
	for name, bad := range map[string][]string{
		"AUTH_URL":                    {"", "auth:8080", "ftp://auth", "http://", "http://a/b", "http://u:p@a", "http://a?q", ":"},
		"BLOG_URL":                    {"/blog", "http://blog#x"},
		"REDIS_HOST":                  {""},
		"REDIS_PORT":                  {"0", "-1", "65536", "x"},
		"REDIS_TLS":                   {"on", "true"},
		"REDIS_PASSWORD_FILE":         {"/nowhere"},
		"REDIS_CA_FILE":               {"/nowhere"},
		"REDIS_TIMEOUT":               {"0", "-1", "301", "NaN", "Inf", "1s"},
		"RATE_PER_MINUTE":             {"0", "-1", "1.5"},
		"CREDENTIALS_RATE_PER_MINUTE": {"0"},
		"TRUSTED_PROXIES":             {"-1", "one"},
		"BODY_LIMIT":                  {"0", "1MB"},
		"MAX_IN_FLIGHT":               {"0"},
		"ADMIN_PORT":                  {"8080", "99999"},
		"LOG_LEVEL":                   {"loud"},
	} {
		for _, value := range bad {
			_, err := Load(with(map[string]string{Prefix + name: value}))
			if err == nil || !strings.HasPrefix(err.Error(), "setting ") ||
				!strings.Contains(err.Error(), Prefix+name) {
				t.Errorf("%s=%q: %v", name, value, err)
			}
		}
	}
}

func TestEveryBadSettingIsSaidAtOnce(t *testing.T) {
	_, err := Load(map[string]string{"GATEWAY_REDIS_PORT": "x"})
	for _, name := range []string{"AUTH_URL", "BLOG_URL", "REDIS_HOST", "REDIS_PORT"} {
		if err == nil || !strings.Contains(err.Error(), Prefix+name) {
			t.Errorf("%s is not in: %v", name, err)
		}
	}
}

func TestAPasswordInAURLIsNotRepeated(t *testing.T) {
	for _, bad := range []string{"http://user:secret@auth", "http://user:secret@auth:x"} {
		_, err := Load(with(map[string]string{"GATEWAY_AUTH_URL": bad}))
		if err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%v", err)
		}
	}
}
