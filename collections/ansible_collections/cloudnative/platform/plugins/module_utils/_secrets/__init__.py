# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""From AWS Secrets Manager into Kubernetes Secrets, and from there into pods.

Functions of plain data: ``model``, ``render``, ``uses``, ``staleness``. I/O: ``sync``, ``rollout``;
values are read by ``_aws/secrets_manager``. They exist in the memory of one process only.
"""
