// Package settings reads the program's settings from the environment and checks them.
package settings

import (
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"
)

// Prefix of the names of all variables.
const Prefix = "GATEWAY_"

const longest = 300 // seconds

// Settings are the checked values; the README lists the variables.
type Settings struct {
	AuthURL         URL        `env:"AUTH_URL,required,notEmpty"`
	BlogURL         URL        `env:"BLOG_URL,required,notEmpty"`
	UpstreamTimeout Seconds    `env:"UPSTREAM_TIMEOUT" envDefault:"10"`
	TokenIssuer     string     `env:"TOKEN_ISSUER,notEmpty" envDefault:"https://auth.cloudnative.platform"`
	TokenAudience   string     `env:"TOKEN_AUDIENCE,notEmpty" envDefault:"cloudnative.platform"`
	RedisHost       string     `env:"REDIS_HOST,required,notEmpty"`
	RedisPort       Port       `env:"REDIS_PORT" envDefault:"6379"`
	RedisPassword   File       `env:"REDIS_PASSWORD_FILE"`
	RedisTLS        TLS        `env:"REDIS_TLS" envDefault:"verify-full"`
	RedisCA         File       `env:"REDIS_CA_FILE"`
	RedisTimeout    Seconds    `env:"REDIS_TIMEOUT" envDefault:"0.25"`
	Rate            Count      `env:"RATE_PER_MINUTE" envDefault:"600"`
	CredentialsRate Count      `env:"CREDENTIALS_RATE_PER_MINUTE" envDefault:"20"`
	TrustedProxies  Count      `env:"TRUSTED_PROXIES" envDefault:"0"`
	BodyLimit       Count      `env:"BODY_LIMIT" envDefault:"1048576"`
	InFlight        Count      `env:"MAX_IN_FLIGHT" envDefault:"512"`
	ListenAddress   string     `env:"LISTEN_ADDRESS" envDefault:"0.0.0.0"`
	ListenPort      Port       `env:"LISTEN_PORT" envDefault:"8080"`
	AdminPort       Port       `env:"ADMIN_PORT" envDefault:"9090"`
	DrainTime       Seconds    `env:"DRAIN_TIME" envDefault:"5"`
	StopTimeout     Seconds    `env:"STOP_TIMEOUT" envDefault:"20"`
	LogLevel        slog.Level `env:"LOG_LEVEL" envDefault:"info"`
}

// Load reads variables, such as those that env.ToMap(os.Environ()) gives. Its error has one line
// for each bad variable.
func Load(variables map[string]string) (Settings, error) {
	options := env.Options{Prefix: Prefix, Environment: variables}
	loaded, err := env.ParseAsWithOptions[Settings](options)
	if err != nil {
		return Settings{}, named(err)
	}
	return loaded, loaded.check()
}

func (s Settings) check() error {
	var bad []error
	for _, one := range []struct {
		name  string
		value Count
	}{
		{"RATE_PER_MINUTE", s.Rate},
		{"CREDENTIALS_RATE_PER_MINUTE", s.CredentialsRate},
		{"BODY_LIMIT", s.BodyLimit},
		{"MAX_IN_FLIGHT", s.InFlight},
	} {
		if one.value == 0 {
			bad = append(bad, fmt.Errorf("setting %s%s: must not be 0", Prefix, one.name))
		}
	}
	if s.ListenPort == s.AdminPort {
		bad = append(bad, fmt.Errorf("setting %sADMIN_PORT: is also the LISTEN_PORT", Prefix))
	}
	return errors.Join(bad...)
}

// named says the library's errors by the names of variables, where it names fields.
func named(err error) error {
	var all env.AggregateError
	if !errors.As(err, &all) {
		return err
	}
	var said []error
	for _, one := range all.Errors {
		var parse env.ParseError
		if errors.As(one, &parse) {
			field, _ := reflect.TypeFor[Settings]().FieldByName(parse.Name)
			name, _, _ := strings.Cut(field.Tag.Get("env"), ",")
			one = fmt.Errorf("%s%s: %w", Prefix, name, parse.Err)
		}
		said = append(said, fmt.Errorf("setting %w", one))
	}
	return errors.Join(said...)
}

// Port is a TCP port, 1 to 65535.
type Port uint16

// UnmarshalText parses a decimal number.
func (p *Port) UnmarshalText(text []byte) error {
	number, err := strconv.ParseUint(string(text), 10, 16)
	if err != nil || number == 0 {
		return fmt.Errorf("%q is no port", text)
	}
	*p = Port(number)
	return nil
}

// Count is a whole number, at least 0.
type Count int

// UnmarshalText parses a decimal number.
func (c *Count) UnmarshalText(text []byte) error {
	number, err := strconv.ParseUint(string(text), 10, 31)
	if err != nil {
		return fmt.Errorf("%q is no whole number", text)
	}
	*c = Count(number)
	return nil
}

// Seconds is a duration, written as a number of seconds.
type Seconds time.Duration

// UnmarshalText parses a number above 0 and up to 300.
func (s *Seconds) UnmarshalText(text []byte) error {
	number, err := strconv.ParseFloat(string(text), 64)
	if err != nil || !(number > 0 && number <= longest) {
		return fmt.Errorf("%q is no number of seconds up to %d", text, longest)
	}
	*s = Seconds(number * float64(time.Second))
	return nil
}

// Duration is the same as Go's own type.
func (s Seconds) Duration() time.Duration { return time.Duration(s) }

// URL is the root of an upstream, such as http://blog:8080.
type URL struct{ url.URL }

// UnmarshalText parses an absolute URL without path, query and user.
func (u *URL) UnmarshalText(text []byte) error {
	parsed, err := url.Parse(string(text))
	if err != nil {
		return errors.New("is no URL") // the library's message would repeat a password
	}
	parsed.Path = strings.TrimSuffix(parsed.Path, "/")
	root := url.URL{Scheme: parsed.Scheme, Host: parsed.Host}
	known := parsed.Scheme == "http" || parsed.Scheme == "https"
	if !known || parsed.Hostname() == "" || *parsed != root {
		return errors.New("must be http:// or https:// and a host, nothing else")
	}
	u.URL = root
	return nil
}

// TLS tells whether a connection is encrypted and the server verified.
type TLS bool

// UnmarshalText parses "verify-full" or "off".
func (t *TLS) UnmarshalText(text []byte) error {
	*t = string(text) == "verify-full"
	if !*t && string(text) != "off" {
		return fmt.Errorf("%q is neither verify-full nor off", text)
	}
	return nil
}

// File is the path of a file that can be read; empty where there is none.
type File string

// UnmarshalText checks that the file can be read.
func (f *File) UnmarshalText(text []byte) error {
	*f = File(text)
	if _, err := f.Read(); err != nil {
		return err
	}
	return nil
}

// Read returns the file's present content without white space around it.
func (f File) Read() (string, error) {
	if f == "" {
		return "", nil
	}
	content, err := os.ReadFile(string(f))
	return strings.TrimSpace(string(content)), err
}
