// Package rival is what the benchmark's programs share: arguments, objects and the result.
package rival

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

// Apply writes objects and returns how many it moved.
type Apply func(ctx context.Context, objects []*unstructured.Unstructured) (int, error)

// Main runs a program that applies the manifest files of its arguments.
//
// prepare makes everything that a running controller has at hand (clients, discovery, caches); its
// time is not counted. One line of JSON tells seconds, objects and changed.
func Main(prepare func(ctx context.Context, config *rest.Config) (Apply, error)) {
	if err := run(prepare); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(prepare func(ctx context.Context, config *rest.Config) (Apply, error)) error {
	kubeconfig := flag.String("kubeconfig", "", "path of the kubeconfig")
	flag.Parse()
	config, err := clientcmd.BuildConfigFromFlags("", *kubeconfig)
	if err != nil {
		return err
	}
	// No limit in the client: the server's own fairness decides, as it does for our module.
	config.QPS = -1
	objects, err := read(flag.Args())
	if err != nil {
		return err
	}
	ctx := context.Background()
	apply, err := prepare(ctx, config)
	if err != nil {
		return err
	}
	started := time.Now()
	changed, err := apply(ctx, objects)
	if err != nil {
		return err
	}
	result := map[string]any{
		"seconds": time.Since(started).Seconds(),
		"objects": len(objects),
		"changed": changed,
	}
	return json.NewEncoder(os.Stdout).Encode(result)
}

func read(paths []string) ([]*unstructured.Unstructured, error) {
	var objects []*unstructured.Unstructured
	for _, path := range paths {
		file, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		found, err := decode(file)
		file.Close()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		objects = append(objects, found...)
	}
	return objects, nil
}

func decode(source io.Reader) ([]*unstructured.Unstructured, error) {
	var objects []*unstructured.Unstructured
	decoder := yaml.NewYAMLOrJSONDecoder(source, 4096)
	for {
		object := &unstructured.Unstructured{}
		err := decoder.Decode(object)
		if errors.Is(err, io.EOF) {
			return objects, nil
		}
		if err != nil {
			return nil, err
		}
		if len(object.Object) > 0 {
			objects = append(objects, object)
		}
	}
}
