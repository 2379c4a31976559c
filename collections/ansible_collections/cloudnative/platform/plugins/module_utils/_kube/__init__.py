# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""The Kubernetes engine: apply a whole set, wait for it, remove it.

Layers, each on those before it:

- the wire: ``config``, ``tls``, ``proxy``, ``route``, ``wire``, ``pool``, ``stream``, ``limit``,
  ``retry``, ``http``;
- the server: ``discovery``, ``client``, ``served``, ``lists``, ``read``, ``watch``, ``feed``;
- functions of plain dicts: ``objects``, ``fields``, ``equal``, ``changes``, ``redact``,
  ``masking``, ``schema``, ``foresee``, ``jsonpath``, ``status``, ``workloads``, ``stages``,
  ``conflicts``, ``inventory``;
- sources: ``manifests``, ``programs``, ``charts``, ``items``;
- the acts: ``write``, ``apply``, ``delete``, ``applyset``, ``prune``, ``drift``, ``board``,
  ``wait``, ``explain``;
- the shell of modules: ``args``, ``options``, ``rules``, ``outcome``.
"""
