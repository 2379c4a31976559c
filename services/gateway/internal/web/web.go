// Package web serves the page: a few files that are part of the program.
package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"time"

	"cloudnative.platform/gateway/internal/problem"
)

//go:embed index.html assets
var content embed.FS

// policy lets the page use what it was served with, and nothing else.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; " +
	"connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; " +
	"require-trusted-types-for 'script'; trusted-types 'none'"

type file struct {
	name, mediaType, tag string
	body                 []byte
}

// Handler answers GET and HEAD of the page's files. Clients may keep them, but ask each time
// whether they have changed.
func Handler() http.Handler {
	files, err := load(content)
	if err != nil { // the files are part of the program
		panic(err)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		found, ok := files[r.URL.Path]
		if !ok {
			problem.Write(w, http.StatusNotFound, "there is nothing at this path")
			return
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			problem.Write(w, http.StatusMethodNotAllowed, "the page can only be read")
			return
		}
		header := w.Header()
		header.Set("Content-Type", found.mediaType)
		header.Set("Content-Security-Policy", policy)
		header.Set("Cross-Origin-Opener-Policy", "same-origin")
		header.Set("Cross-Origin-Resource-Policy", "same-origin")
		header.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		header.Set("Cache-Control", "no-cache")
		header.Set("ETag", found.tag)
		http.ServeContent(w, r, found.name, time.Time{}, bytes.NewReader(found.body))
	})
}

// load returns files by the path they are served at.
func load(root fs.FS) (map[string]file, error) {
	files := map[string]file{}
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		body, err := fs.ReadFile(root, name)
		sum := sha256.Sum256(body)
		served := "/" + name
		if name == "index.html" {
			served = "/"
		}
		tag := `"` + hex.EncodeToString(sum[:16]) + `"`
		files[served] = file{path.Base(name), mime.TypeByExtension(path.Ext(name)), tag, body}
		return err
	})
	return files, err
}
