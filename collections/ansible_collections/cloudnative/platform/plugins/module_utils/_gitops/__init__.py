# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Changes to what a GitOps controller reads, by way of Git."""
