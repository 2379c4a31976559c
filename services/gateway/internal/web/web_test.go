package web

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"path"
	"regexp"
	"strings"
	"testing"
)

func get(t *testing.T, method, path, tag string) *httptest.ResponseRecorder {
	t.Helper()
	request := httptest.NewRequest(method, path, nil)
	request.Header.Set("If-None-Match", tag)
	answer := httptest.NewRecorder()
	Handler().ServeHTTP(answer, request)
	return answer
}

func TestThePageMayUseOnlyItsOwnFiles(t *testing.T) {
	answer := get(t, "GET", "/", "")
	header := answer.Header()
	if answer.Code != 200 || header.Get("Content-Type") != "text/html; charset=utf-8" {
		t.Errorf("%d %v", answer.Code, header)
	}
	allowed := header.Get("Content-Security-Policy")
	if !strings.HasPrefix(allowed, "default-src 'none'") || strings.Contains(allowed, "unsafe") {
		t.Error(allowed)
	}
}

func TestAFileIsSentOnceUntilItChanges(t *testing.T) {
	first := get(t, "GET", "/assets/app.js", "")
	tag := first.Header().Get("ETag")
	if first.Code != 200 || tag == "" || first.Header().Get("Content-Type") != "text/javascript; charset=utf-8" {
		t.Errorf("%d %v", first.Code, first.Header())
	}
	if again := get(t, "GET", "/assets/app.js", tag); again.Code != http.StatusNotModified {
		t.Error(again.Code)
	}
	if other := get(t, "GET", "/assets/page.css", tag); other.Code != 200 {
		t.Error(other.Code)
	}
}

func TestWhatThePageDoesNotHave(t *testing.T) {
	for _, one := range []struct {
		method, path string
		status       int
	}{
		{"GET", "/assets/", 404},
		{"GET", "/assets/nothing.js", 404},
		{"GET", "/index.html", 404},
		{"POST", "/", 405},
		{"HEAD", "/", 200},
	} {
		if answer := get(t, one.method, one.path, ""); answer.Code != one.status {
			t.Errorf("%s %s: %d", one.method, one.path, answer.Code)
		}
	}
}

var (
	imports = regexp.MustCompile(`from "\./([^"]+)"`)
	links   = regexp.MustCompile(`(?:href|src)="(/[^"]*)"`)
	unsafe  = regexp.MustCompile(`innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|https?://[^w]`)
)

// Whatever a file refers to is there, and no file builds markup from text or asks another host.
func TestThePageIsWholeAndSafe(t *testing.T) {
	files, err := load(content)
	if err != nil {
		t.Fatal(err)
	}
	for name, one := range files {
		text := string(one.body)
		var wanted []string
		for _, found := range links.FindAllStringSubmatch(text, -1) {
			wanted = append(wanted, found[1])
		}
		for _, found := range imports.FindAllStringSubmatch(text, -1) {
			wanted = append(wanted, path.Join("/assets", found[1]))
		}
		for _, want := range wanted {
			if _, ok := files[want]; !ok {
				t.Errorf("%s refers to %s, which is not there", name, want)
			}
		}
		if bad := unsafe.FindString(text); bad != "" {
			t.Errorf("%s has %s", name, bad)
		}
	}
}

func TestAFileThatCannotBeReadIsAnError(t *testing.T) {
	if _, err := load(unreadable{}); err == nil {
		t.Error("it was taken")
	}
}

type unreadable struct{}

func (unreadable) Open(string) (fs.File, error) { return nil, fs.ErrPermission }
