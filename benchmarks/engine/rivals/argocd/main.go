// Command argocd syncs manifests as Argo CD's application controller does: with its gitops-engine.
package main

import (
	"context"
	"flag"
	"fmt"

	"github.com/argoproj/argo-cd/gitops-engine/v3/pkg/cache"
	"github.com/argoproj/argo-cd/gitops-engine/v3/pkg/engine"
	"github.com/argoproj/argo-cd/gitops-engine/v3/pkg/sync"
	"github.com/argoproj/argo-cd/gitops-engine/v3/pkg/sync/common"
	"github.com/argoproj/argo-cd/gitops-engine/v3/pkg/utils/kube"
	"github.com/argoproj/argo-cd/gitops-engine/v3/pkg/utils/tracing"
	"github.com/go-logr/logr"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/rest"

	"cloudnative.platform/rivals/rival"
)

// The default of the controller's --kubectl-parallelism-limit.
const parallelism = 20

var validate = flag.Bool("validate", true, "the sync option Validate")

func main() {
	rival.Main(prepare)
}

func prepare(_ context.Context, config *rest.Config) (rival.Apply, error) {
	keep := func(*unstructured.Unstructured, bool) (any, bool) { return nil, true }
	live := cache.NewClusterCache(
		config,
		cache.SetLogr(logr.Discard()),
		cache.SetPopulateResourceInfoHandler(keep),
	)
	kubectl := &kube.KubectlCmd{
		Log:          logr.Discard(),
		Tracer:       tracing.NopTracer{},
		OnKubectlRun: limited(parallelism),
	}
	syncer := engine.NewEngine(
		config, live, engine.WithKubectl(kubectl), engine.WithLogr(logr.Discard()),
	)
	// Lists and watches every kind of the cluster, as the controller did when it started.
	if _, err := syncer.Run(); err != nil {
		return nil, err
	}
	return func(ctx context.Context, objects []*unstructured.Unstructured) (int, error) {
		results, err := syncer.Sync(
			ctx, objects, none, "benchmark", "default",
			sync.WithLogr(logr.Discard()),
			sync.WithServerSideApply(true),
			sync.WithServerSideApplyManager("argocd-controller"),
			sync.WithManifestValidation(*validate),
		)
		if err != nil {
			return 0, err
		}
		return changed(results)
	}, nil
}

// limited lets so many operations run at once.
func limited(count int) kube.OnKubectlRunFunc {
	free := make(chan struct{}, count)
	return func(string) (kube.CleanupFunc, error) {
		free <- struct{}{}
		return func() { <-free }, nil
	}
}

// none says that nothing is to be pruned; the objects to sync are found by their names.
func none(*cache.Resource) bool {
	return false
}

func changed(results []common.ResourceSyncResult) (int, error) {
	moved := 0
	for _, result := range results {
		if result.Status != common.ResultCodeSynced {
			return 0, fmt.Errorf("%s: %s", result.ResourceKey, result.Message)
		}
		moved++
	}
	return moved, nil
}
