# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Lets a cluster go: what its controllers hold in AWS, before the cluster itself is destroyed."""
