# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""What can go wrong between us and AWS, in words for people."""

from __future__ import annotations


class AwsError(Exception):
    """AWS refused, or could not be asked."""
