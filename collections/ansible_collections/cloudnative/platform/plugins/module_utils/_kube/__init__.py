# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""The Kubernetes engine: apply a whole set, wait for it, remove it.

Layers: ``config``, ``http``, ``discovery``, ``client`` speak to the server; ``objects``,
``manifests``, ``stages``, ``changes``, ``redact``, ``status``, ``retry`` are functions of plain
dicts; ``apply``, ``delete``, ``wait``, ``explain`` join both.
"""
