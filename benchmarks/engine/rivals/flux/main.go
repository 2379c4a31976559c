// Command flux applies manifests as Flux's kustomize-controller does: with its ssa package.
package main

import (
	"context"

	"github.com/fluxcd/cli-utils/pkg/kstatus/polling"
	"github.com/fluxcd/pkg/ssa"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/apiutil"

	"cloudnative.platform/rivals/rival"
)

// The default of the controller's --concurrent-ssa.
const concurrency = 4

func main() {
	rival.Main(prepare)
}

func prepare(_ context.Context, config *rest.Config) (rival.Apply, error) {
	http, err := rest.HTTPClientFor(config)
	if err != nil {
		return nil, err
	}
	mapper, err := apiutil.NewDynamicRESTMapper(config, http)
	if err != nil {
		return nil, err
	}
	plain, err := client.New(config, client.Options{HTTPClient: http, Mapper: mapper})
	if err != nil {
		return nil, err
	}
	strict := client.WithFieldValidation(plain, client.FieldValidation("Strict"))
	poller := polling.NewStatusPoller(strict, mapper, polling.Options{})
	owner := ssa.Owner{Field: "kustomize-controller", Group: "kustomize.toolkit.fluxcd.io"}
	manager := ssa.NewResourceManager(strict, poller, owner)
	manager.SetConcurrency(concurrency)
	return func(ctx context.Context, objects []*unstructured.Unstructured) (int, error) {
		set, err := manager.ApplyAllStaged(ctx, objects, ssa.DefaultApplyOptions())
		if err != nil {
			return 0, err
		}
		changed := 0
		for _, entry := range set.Entries {
			if entry.Action != ssa.UnchangedAction {
				changed++
			}
		}
		return changed, nil
	}, nil
}
