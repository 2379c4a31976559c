# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Read-only checks of an AWS account before anything is built in it."""
